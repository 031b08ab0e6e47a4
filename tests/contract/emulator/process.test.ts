import { once } from 'node:events'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { controlOf, newDataDir } from './support/emulator-under-test.ts'
import { emulatorEnd, emulatorProcess, type EmulatorProcess } from './support/emulator-process.ts'
import { officialClient } from './support/official-client.ts'
import { codeOf, record, replay } from './support/recorded-request.ts'

let dataDir: string
const started: EmulatorProcess[] = []
beforeEach(async () => {
  dataDir = await newDataDir()
})
afterEach(async () => {
  for (const { child } of started.splice(0))
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await rm(dataDir, { recursive: true })
})

async function start(port: number, ...args: string[]): Promise<EmulatorProcess> {
  const process = await emulatorProcess('--port', String(port), '--data-dir', dataDir, '--certificates', '5', ...args)
  started.push(process)
  return process
}

describe('kill -9', () => {
  it('loses nothing that was acknowledged, and leaves nothing half done', async () => {
    const first = await start(0, '--unthrottled')
    const identifiers = await controlOf(first.url).add({ count: 400 })
    const acknowledged = new Map<string, string>()
    const client = officialClient(first.port)
    const lanes = Array.from({ length: 4 }, async (_, lane) => {
      for (const Identifier of identifiers.filter((_unused, index) => index % 4 === lane)) {
        const { body } = await client.call('CreateRevokeClientCertificate', { Identifier })
        acknowledged.set(Identifier, String(body['RequestId']))
        if (acknowledged.size === 60) first.child.kill('SIGKILL')
      }
    })
    await Promise.allSettled(lanes)
    expect(acknowledged.size).toBeGreaterThanOrEqual(60)
    expect(acknowledged.size).toBeLessThan(400)

    const second = await start(first.port, '--unthrottled')
    const revocations = (await controlOf(second.url).ledger()).filter(
      ({ operation, applied }) => operation === 'CreateRevokeClientCertificate' && applied,
    )
    const recorded = new Map(revocations.map(({ parameters, requestId }) => [parameters['Identifier'], requestId]))
    for (const [identifier, requestId] of acknowledged) expect(recorded.get(identifier)).toBe(requestId)
    const isRevoked = await statusesOf(second.port, identifiers)
    expect(identifiers.filter((identifier) => isRevoked.get(identifier))).toEqual(
      identifiers.filter((identifier) => recorded.has(identifier)),
    )
  })

  it('does not let a nonce be used again, nor forgets settings, faults and keys', async () => {
    const first = await start(0)
    await controlOf(first.url).settings({ deniedActions: ['DeleteClientCertificate'] })
    await controlOf(first.url).faults([
      { operation: 'GetCaInstanceCrlAddress', kind: 'error500', probability: 1, times: 1 },
    ])
    const request = await record('ListClientCertificate', { ShowSize: 5 })
    const before = await replay(first.port, request)
    expect(before.status).toBe(200)
    await first.kill()

    const second = await start(first.port)
    expect(codeOf(await replay(second.port, request))).toBe('SignatureNonceUsed')
    const client = officialClient(second.port)
    expect(await client.refusal('DeleteClientCertificate', { Identifier: 'x' })).toMatchObject({ code: 'NoPermission' })
    expect(await client.refusal('GetCaInstanceCrlAddress')).toMatchObject({ code: 'InternalError' })
    expect(await client.refusal('GetCaInstanceCrlAddress')).toMatchObject({ code: 'MissingCaIdentifier' })
    const after = await client.body('ListClientCertificate', { ShowSize: 5 })
    expect(after['CertificateList']).toEqual((JSON.parse(before.body) as Record<string, unknown>)['CertificateList'])
  })
})

async function statusesOf(port: number, identifiers: readonly string[]): Promise<Map<string, boolean>> {
  const statuses = new Map<string, boolean>()
  for (let from = 0; from < identifiers.length; from += 50) {
    const batch = identifiers.slice(from, from + 50)
    const body = await officialClient(port).body('DescribeClientCertificateStatus', { Identifier: batch.join(',') })
    const rows = body['CertificateStatus'] as { Status: string }[]
    batch.forEach((identifier, index) => statuses.set(identifier, rows[index]?.Status === 'revoked'))
  }
  return statuses
}

describe('the program', () => {
  it('says where it listens, keeps its store to itself, and stops on SIGTERM with an answer on its way', async () => {
    const emulator = await start(0)
    expect(emulator.output()).toBe(`emulator listening on ${emulator.url}\n`)
    for (const file of await readdir(dataDir)) expect((await stat(path.join(dataDir, file))).mode & 0o077).toBe(0)
    await controlOf(emulator.url).faults([{ operation: '*', kind: 'delay', probability: 1, ms: 300 }])
    const sent = await record('DescribeCACertificateList')
    const answer = replay(emulator.port, sent)
    await expect.poll(async () => (await controlOf(emulator.url).ledger()).length).toBe(1)
    const exit = once(emulator.child, 'exit')
    emulator.child.kill('SIGTERM')
    expect((await answer).status).toBe(200)
    expect(await exit).toEqual([0, null])
  })

  it('stops when the parent that spawned it goes', async () => {
    const emulator = await start(0)
    const exit = once(emulator.child, 'exit')
    emulator.child.disconnect()
    expect(await exit).toEqual([0, null])
  })

  it('refuses a second one on the same store, and another address than its certificates point to', async () => {
    const first = await start(0)
    const second = await emulatorEnd('--port', '0', '--data-dir', dataDir)
    expect(second).toMatchObject({ exitCode: 1 })
    expect(second.output).toContain('another emulator is using')
    await first.kill()
    const moved = await emulatorEnd('--port', '0', '--data-dir', dataDir)
    expect(moved.exitCode).toBe(1)
    expect(moved.output).toContain(`point to ${first.url}`)
    const told = await start(0, '--public-url', 'http://pki.example:8080')
    const [ca] = (await officialClient(told.port).body('DescribeCACertificateList', { CertType: 'subRoot' }))[
      'CertificateList'
    ] as Record<string, string>[]
    const { Certificate } = await officialClient(told.port).body('DescribeCACertificate', {
      Identifier: ca?.['Identifier'],
    })
    expect((Certificate as Record<string, string>)['CrlUrl']).toMatch(/^http:\/\/pki\.example:8080\/crl\//)
  })

  it.each([
    [['--host', '0.0.0.0'], 'not loopback', 1],
    [['--port', '99999'], '--port', 2],
    [['--certificates', 'many'], '--certificates', 2],
    [['--public-url', 'ftp://x'], '--public-url', 2],
    [['--colour', 'red'], '--colour', 2],
  ])('refuses %j', async (args, sentence, exitCode) => {
    const end = await emulatorEnd('--port', '0', '--data-dir', dataDir, ...args)
    expect(end.exitCode).toBe(exitCode)
    expect(end.output).toContain(sentence)
  })
})
