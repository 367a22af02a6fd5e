import { describe, expect, test } from 'bun:test'
import { isPersonalStart, parseExecConfig, programFor } from './exec-config.ts'

const ada = { userId: '0d4a1f7e-93a1-4a68-9a7b-5a2f0a6b1c22', username: 'ada' }

describe('an exec config', () => {
  test('is read as Kasm registries write it', () => {
    const config = {
      first_launch: {},
      go: { cmd: `bash -c '/custom_startup.sh --go --url "$KASM_URL"'` },
      assign: { cmd: ['/assign'], environment: { WHO: '{username}' }, workdir: '/home/user' },
    }
    expect(parseExecConfig(config)).toEqual({
      exec: {
        go: {
          argv: ['bash', '-c', '/custom_startup.sh --go --url "$KASM_URL"'],
          environment: {},
        },
        assign: {
          argv: ['/assign'],
          environment: { WHO: '{username}' },
          workingDir: '/home/user',
        },
      },
      problems: [],
    })
  })

  test('runs nothing as somebody else, and nothing that it does not know', () => {
    const config = {
      go: { cmd: 'a', user: 'root', privileged: true, tty: true },
      assign: { cmd: 'open "quote' },
      first_launch: { cmd: 'a', privileged: false, environment: { PATH: '/x' }, workdir: '/proc' },
      later: { cmd: 'a' },
    }
    expect(parseExecConfig(config)).toEqual({
      exec: {},
      problems: [
        { kind: 'power', moment: 'go', key: 'user' },
        { kind: 'power', moment: 'go', key: 'privileged' },
        { kind: 'unknown', moment: 'go', key: 'tty' },
        { kind: 'value', moment: 'assign', key: 'cmd' },
        { kind: 'value', moment: 'first_launch', key: 'environment' },
        { kind: 'value', moment: 'first_launch', key: 'workdir' },
        { kind: 'moment', moment: 'later' },
      ],
    })
    expect(parseExecConfig([])).toBeUndefined()
  })

  test('a program gets the person and the address by its environment, never by its words', () => {
    const program = { argv: ['open', '{username}'], environment: { WHO: '{username}' } }
    expect(programFor(program, ada, 'https://a.example/;rm')).toEqual({
      argv: ['open', '{username}'],
      environment: {
        WHO: 'ada',
        CASEMENT_URL: 'https://a.example/;rm',
        KASM_URL: 'https://a.example/;rm',
      },
    })
    expect(programFor(program, undefined, undefined).environment).toEqual({ WHO: '{username}' })
  })

  test('what runs before somebody comes is nobody’s own', () => {
    const own = { argv: ['a'], environment: { A: '{user_id}' } }
    expect(isPersonalStart({ first_launch: own })).toBe(true)
    expect(isPersonalStart({ assign: own, go: own })).toBe(false)
  })
})
