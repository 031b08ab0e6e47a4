import { randomUUID } from 'node:crypto'
import { previewDeletion, previewRevocation } from '#lib/certificates/server/preview.ts'
import { removeCertificate } from '#lib/certificates/server/remove.ts'
import { revokeCertificate } from '#lib/certificates/server/revoke.ts'
import { checkDue } from '#lib/evidence/server/check-due.ts'
import type { EvidenceContext } from '#lib/evidence/server/context.ts'
import { publicationOf } from '#lib/evidence/server/publication-of.ts'
import { reachFor } from '#lib/evidence/server/reach.ts'
import { readAuthorities } from '#lib/sync/server/authorities.ts'
import { startNeighbour, type Neighbour } from '#tests/support/emulator-neighbour.ts'
import type { TestStore } from '#tests/support/engines.ts'
import { signedContext } from '#tests/support/signed-context.ts'
import { signedInUser } from '#tests/support/write-context.ts'

const never = new AbortController().signal

/** A console beside an emulator with its CAs read, whose clock can be put ahead; looks are taken when the test says. */
export async function evidenceBench(store: TestStore, neighbour: Neighbour) {
  const time = { ahead: 0 }
  const clock = { now: () => Date.now() + time.ahead }
  const person = await signedInUser(store, 'admin', `evidence-${randomUUID()}`)
  const ctx = signedContext({
    db: store.db,
    dataDir: store.options.dataDir,
    host: neighbour.host,
    actor: person,
    clock,
    ratePerSecond: 100,
  })
  await readAuthorities({ ...ctx, actor: { kind: 'worker', name: 'sync' }, signal: never })
  const reach = { ...reachFor(emulatorMode) }
  const worker: EvidenceContext = { ...ctx, actor: { kind: 'worker', name: 'evidence' }, ...reach }
  return {
    ctx,
    time,
    reach,
    look: async (more: Partial<EvidenceContext> = {}) =>
      checkDue({ ...worker, correlationId: randomUUID(), ...more }, never),
    publication: async (identifier: string) => publicationOf(store.db, identifier),
    revoke: async (identifier: string) => {
      const preview = await previewRevocation(ctx, { identifier })
      if (!preview.ok) throw new Error(preview.error.code)
      const { shown, certificate } = preview.value
      const typedSerial = certificate.serialNumber.slice(-6)
      const input = { operationId: randomUUID(), identifier, shown, typedSerial, reason: 'keyCompromise' }
      const result = await revokeCertificate({ ...ctx, correlationId: randomUUID() }, input)
      if (!result.ok || result.value.state !== 'succeeded') throw new Error(JSON.stringify(result))
      return result.value
    },
    remove: async (identifier: string) => {
      const preview = await previewDeletion(ctx, { identifier })
      if (!preview.ok) throw new Error(preview.error.code)
      const { shown, certificate } = preview.value
      const gate = { typedSerial: certificate.serialNumber.slice(-6), hasAcknowledged: true }
      const input = { operationId: randomUUID(), identifier, shown, ...gate, reason: 'no_longer_needed' }
      const result = await removeCertificate({ ...ctx, correlationId: randomUUID() }, input)
      if (!result.ok || result.value.state !== 'succeeded') throw new Error(JSON.stringify(result))
      return result.value
    },
    close: async () => ctx.cloud.close(),
  }
}

/** What the environment of a console beside an emulator allows. */
const emulatorMode = {
  cloud: { mode: 'emulator', proxyUrl: null, noProxy: null },
  evidence: { crlHosts: [] },
} as unknown as Parameters<typeof reachFor>[0]

export { startNeighbour }
