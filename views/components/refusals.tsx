import { useTexts } from '../context.tsx'

/** Why a launch found no place: each host and its reason. */
export function RefusalTable(props: {
  title: string
  reasons: readonly { readonly agent: string; readonly reason: string }[]
}) {
  const { launch } = useTexts()
  return (
    <div class="card">
      <header>
        <h2>{props.title}</h2>
      </header>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{launch.host}</th>
            <th scope="col">{launch.reason}</th>
          </tr>
        </thead>
        <tbody>
          {props.reasons.map(({ agent, reason }) => (
            <tr key={agent}>
              <th scope="row" class="mono nb">
                {agent}
              </th>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
