/** Longer lists of parameters come in every length, and each length would be a plan of its own. */
const MOST_PARAMETERS = 40

/**
 * The same connections, where each of them plans a statement once and knows it from then on: planning
 * takes several times as long as what follows. Drizzle by itself asks the driver not to.
 */
export function keepPlans<Connections extends object>(connections: Connections): Connections {
  return new Proxy(connections, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      if (name === 'unsafe') {
        return (statement: string, parameters: readonly unknown[] = [], options: object = {}) => {
          const prepare = parameters.length <= MOST_PARAMETERS
          return Reflect.apply(method, target, [statement, parameters, { ...options, prepare }])
        }
      }
      if (name !== 'begin' && name !== 'savepoint') return method
      return (work: (transaction: object) => unknown) =>
        Reflect.apply(method, target, [(transaction: object) => work(keepPlans(transaction))])
    },
  })
}
