// npm leaves out optional packages that ask for a newer Node.js than the one npm itself runs on. Ours
// run on Bun: scripts/deps lets npm believe that it is new enough.
Object.defineProperty(process, 'version', { value: 'v22.12.0' })
