import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askOcsp } from '#lib/evidence/server/ocsp/ask-ocsp.ts'
import { buildOcspRequest } from '#lib/evidence/server/ocsp/build-request.ts'
import { readOcspAnswer } from '#lib/evidence/server/ocsp/read-answer.ts'
import { portOf } from '#tests/support/lying-server.ts'
import { openBench, type Bench } from '../pki/openssl.ts'
import { opensslAuthority, revokedAt, type OpensslAuthority } from './openssl-authority.ts'

let bench: Bench
let authority: OpensslAuthority
let leaves: Record<'revoked' | 'unstated' | 'good' | 'unknown', string>
beforeAll(async () => {
  bench = await openBench()
  authority = await opensslAuthority(bench, 'ca', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'])
  const [revoked, unstated, good, unknown] = [
    await authority.issue('revoked', '0A03'),
    await authority.issue('unstated', '0B'),
    await authority.issue('good', '0C'),
    await authority.issue('unknown', '0D'),
  ]
  leaves = { revoked, unstated, good, unknown }
  await authority.issue('responder', '0E', 'responder')
})
afterAll(() => bench.remove())

/** What openssl's responder, given files, answers to our request; `signer` is the CA or its delegate. */
async function answered(leaf: string, signer: 'ca' | 'responder', ...options: readonly string[]) {
  const question = { certificate: leaf, issuer: authority.pem, nonce: randomBytes(32), now: Date.now() }
  const request = buildOcspRequest(question)
  if (!request.ok) throw new Error(request.error.detail)
  await bench.write({ 'request.der': request.value })
  const { succeeded, text } = await bench.openssl(
    ...['ocsp', '-index', 'ca.index', '-CA', 'ca.pem', '-rsigner', `${signer}.pem`, '-rkey', `${signer}.key`],
    ...['-reqin', 'request.der', '-respout', 'response.der', ...options],
  )
  if (!succeeded) throw new Error(text)
  return { question, bytes: await readFile(path.join(bench.folder, 'response.der')) }
}

describe.each(['ca', 'responder'] as const)('an answer that openssl signs as %s', (signer) => {
  it.each([
    ['revoked', { status: 'revoked', revokedAt, reason: 'keyCompromise' }],
    ['unstated', { status: 'revoked', revokedAt, reason: null }],
    ['good', { status: 'good', revokedAt: null, reason: null }],
    ['unknown', { status: 'unknown', revokedAt: null, reason: null }],
  ] as const)('says %s', async (leaf, expected) => {
    const { question, bytes } = await answered(leaves[leaf], signer, '-nmin', '10')
    const read = readOcspAnswer(bytes, question)
    if (!read.ok) throw new Error(`${read.error.code}: ${read.error.detail}`)
    expect(read.value).toMatchObject({ ...expected, isNonceEchoed: true })
    expect(read.value.nextUpdate).toBe(read.value.thisUpdate + 600_000)
    expect(read.value.delegate).toEqual(signer === 'ca' ? null : { serialNumber: 'e', isExempt: true })
    // The judge's own opinion of the same bytes, and of our request.
    await bench.write({ 'leaf.pem': leaves[leaf] })
    const judged = await bench.openssl('ocsp', '-respin', 'response.der', '-reqin', 'request.der', '-CAfile', 'ca.pem')
    expect(judged.text).toContain('Response verify OK')
  })

  it('is refused with another nonce, without the delegate, and when its time is over', async () => {
    const { question, bytes } = await answered(leaves.good, signer, '-nmin', '10', '-resp_key_id')
    expect(readOcspAnswer(bytes, question)).toMatchObject({ ok: true })
    expect(readOcspAnswer(bytes, { ...question, nonce: randomBytes(32) })).toMatchObject({
      ok: false,
      error: { code: 'wrong_nonce' },
    })
    expect(readOcspAnswer(bytes, { ...question, now: question.now + 1_000_000 })).toMatchObject({
      ok: false,
      error: { code: 'stale' },
    })
    expect(readOcspAnswer(bytes, { ...question, certificate: leaves.revoked })).toMatchObject({
      ok: false,
      error: { code: 'other_certificate' },
    })
    const bare = await answered(leaves.good, signer, '-resp_no_certs')
    expect(readOcspAnswer(bare.bytes, bare.question)).toMatchObject(
      signer === 'ca' ? { ok: true } : { ok: false, error: { code: 'wrong_responder' } },
    )
  })
})

it('is read by openssl: our request names the certificate and carries the nonce', async () => {
  const { question } = await answered(leaves.revoked, 'ca')
  const { text } = await bench.openssl('ocsp', '-reqin', 'request.der', '-req_text')
  expect(text).toContain('Serial Number: 0A03')
  expect(text.replaceAll(/[^0-9A-F]/g, '')).toContain(Buffer.from(question.nonce).toString('hex').toUpperCase())
})

it('an answer by a certificate that the CA has not made a responder is refused', async () => {
  await authority.issue('imposter', '0F')
  const question = { certificate: leaves.revoked, issuer: authority.pem, nonce: null, now: Date.now() }
  const request = buildOcspRequest(question)
  if (!request.ok) throw new Error(request.error.detail)
  await bench.write({ 'request.der': request.value })
  await bench.openssl(
    ...['ocsp', '-index', 'ca.index', '-CA', 'ca.pem', '-rsigner', 'imposter.pem', '-rkey', 'imposter.key'],
    ...['-reqin', 'request.der', '-respout', 'response.der'],
  )
  const bytes = await readFile(path.join(bench.folder, 'response.der'))
  expect(readOcspAnswer(bytes, question)).toMatchObject({ ok: false, error: { code: 'wrong_responder' } })
})

it("openssl's own responder is asked over the wire", async () => {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const port = portOf(probe.address())
  await new Promise((resolve) => probe.close(resolve))
  const responder = await startResponder(port)
  try {
    const policy = { allowLoopback: true, allowedPrivateHosts: [], proxy: { url: null, noProxy: null } }
    const task = { certificate: leaves.revoked, issuer: authority.pem, policy, now: Date.now }
    const asked = await askOcsp(`http://127.0.0.1:${String(port)}/`, task)
    if (!asked.ok) throw new Error(asked.error.refusal.detail)
    expect(asked.value.reading).toMatchObject({ status: 'revoked', reason: 'keyCompromise', isNonceEchoed: true })
    expect(asked.value.bytes.length).toBeGreaterThan(100)
    const elsewhere = await askOcsp(`http://127.0.0.1:${String(port)}/`, {
      ...task,
      policy: { ...policy, allowLoopback: false },
    })
    expect(elsewhere).toMatchObject({ ok: false, error: { at: 'fetch', refusal: { code: 'forbidden_address' } } })
    const unreadable = await askOcsp(`http://127.0.0.1:${String(port)}/`, { ...task, certificate: 'no PEM' })
    expect(unreadable).toMatchObject({
      ok: false,
      error: { at: 'answer', bytes: null, refusal: { code: 'unusable_certificate' } },
    })
  } finally {
    const gone = once(responder, 'exit')
    responder.kill('SIGKILL')
    await gone
  }
})

async function startResponder(port: number): Promise<ChildProcess> {
  const child = spawn(
    'openssl',
    [
      'ocsp',
      '-index',
      'ca.index',
      '-CA',
      'ca.pem',
      '-rsigner',
      'ca.pem',
      '-rkey',
      'ca.key',
      '-port',
      String(port),
      '-nmin',
      '10',
    ],
    { cwd: bench.folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the responder ended')))
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('ACCEPT') || chunk.toString().includes('waiting')) resolve()
      })
  })
  return child
}
