# From Materia's blue, and what it mixed of it, to petrol.
s/#1967d2/#00646e/g
s/#8ab4f8/#75c9cc/g
s/rgba(25, 103, 210,/rgba(0, 100, 110,/g
s/rgba(138, 180, 248,/rgba(117, 201, 204,/g
s/#dae7f8/#d9e8ea/g
s/#cbddf5/#c8dfe2/g
s/#c3d8f3/#bfdadd/g
s/#2b73d6/#146f78/g
s/#3579d7/#1f757e/g
s/#3e7fd9/#267c84/g
s/#4d89dc/#33858d/g
s/#558ede/#3d8b92/g
