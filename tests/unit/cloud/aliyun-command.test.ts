import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aliyunCommand, quoteForShell } from '#lib/cloud/aliyun-command.ts'

describe('the equivalent command line', () => {
  it('names operation, endpoint and parameters', () => {
    expect(
      aliyunCommand({
        operation: 'CreateRevokeClientCertificate',
        endpoint: 'cas.aliyuncs.com',
        parameters: { Identifier: '1ef539a8-1e1f-6b88-8c11-21cf01a203e9' },
      }),
    ).toBe(
      'aliyun cas CreateRevokeClientCertificate --endpoint cas.aliyuncs.com --version 2020-06-30 ' +
        '--Identifier 1ef539a8-1e1f-6b88-8c11-21cf01a203e9 --method POST --force',
    )
  })

  it('says where it is plain http', () => {
    const call = { operation: 'X', endpoint: '127.0.0.1:4010', parameters: {}, isPlainHttp: true }
    expect(aliyunCommand(call)).toContain(' --insecure ')
  })

  it('is read by a shell as it was meant', () => {
    const words = [
      '$(reboot)',
      '`reboot`',
      "a'b",
      'a\\b',
      'a;b',
      '-x',
      '',
      ' ',
      '"',
      '*',
      '~',
      '!!',
      'a\nb',
      "\u001b'\u202eb\\1",
    ]
    const more = fc.sample(fc.string({ unit: 'grapheme' }), 300).filter((word) => !word.includes('\0'))
    expect(readByShell([...words, ...more])).toEqual([...words, ...more])
  })

  it('writes no control character, which a terminal would obey', () => {
    const hostile = fc.constantFrom(
      'a',
      "'",
      '\\',
      '\n',
      '\r',
      '\u001b',
      '\u007f',
      '\u0085',
      '\u200b',
      '\u202e',
      '\u2028',
      '\u{e0001}',
    )
    fc.assert(
      fc.property(fc.string({ unit: hostile }), (word) => {
        expect(quoteForShell(word)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})

function readByShell(words: readonly string[]): string[] {
  const script = `printf '%s\\0' ${words.map(quoteForShell).join(' ')}`
  const output = execFileSync('bash', ['--norc', '--noprofile', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return output.split('\0').slice(0, -1)
}
