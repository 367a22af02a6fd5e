import type { Translation } from '../translation.ts'

export const sound: Translation<'sound'> = {
  title: 'Son',
  mute: 'Couper le son',
  muted: 'Son coupé',
  volume: 'Volume',
  percent: '{percent} %',
  waiting: 'Le son commence à votre premier clic ou à votre première touche.',
  lost: 'Le son est interrompu. Il revient tout seul.',
  absent: 'L’image de cet espace de travail n’a pas de son.',
  unable:
    'Ce navigateur ne peut pas jouer le son. Il faut un navigateur plus récent, et une adresse qui commence par https.',
  microphone: 'Microphone',
  microphoneIs: {
    off: 'Éteint. Rien n’est capté.',
    asking: 'Votre navigateur demande si ce site peut utiliser le microphone.',
    on: 'Allumé. La session vous entend.',
    muted: 'Votre ordinateur coupe le microphone. Rétablissez-le là-bas.',
    ended: 'Le microphone a été débranché ou retiré. Rallumez-le.',
    lost: 'La session ne vous entend pas pour le moment. Cela revient tout seul.',
    absent: 'L’image de cet espace de travail n’accepte pas de microphone.',
    denied:
      'Votre navigateur ne laisse pas ce site utiliser le microphone. Autorisez-le à côté de l’adresse, puis rallumez-le.',
    missing: 'Aucun microphone n’a été trouvé. Branchez-en un, puis rallumez-le.',
    busy: 'Un autre programme occupe le microphone. Fermez-le, puis rallumez le microphone.',
    unable:
      'Ce navigateur ne peut pas utiliser de microphone ici. Il faut un navigateur plus récent, et une adresse qui commence par https.',
  },
}
