import { randomUUID } from 'node:crypto'
import { annotateCertificate } from '#lib/annotations/server/annotate.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { mirrorAll } from '#tests/support/inventory.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'
import { atomic, type Bench, type Case } from './loop.ts'

// What people write on a certificate: text, tags and their record, all of it or nothing.

async function annotated({ failing, whole, emergency }: Bench) {
  const identifier = randomUUID()
  const actor = await signedInUser(whole, 'operator', randomUUID())
  await mirrorAll(contextOn(whole, scriptedCloud([])), [certificateOf(identifier)])
  const ctx = contextOn(failing, scriptedCloud([]), { actor, emergency })
  const write = (version: number, note: string, tags: string[]) =>
    annotateCertificate(ctx, { identifier, version, owner: 'Payments', tags, note })
  return { write }
}

// Repeating one that was stored, but not answered, finds it as it was asked for.
const firstCase = atomic('annotate_certificate', async (bench) => {
  const { write } = await annotated(bench)
  return { act: () => write(0, 'Tell the gateway first.', ['pinned', 'prod']) }
})

const changeCase = atomic('annotate_certificate, again', async (bench) => {
  const { write } = await annotated(bench)
  await write(0, 'Tell the gateway first.', ['pinned', 'prod'])
  return { act: () => write(1, 'Nobody need be told.', ['prod']) }
})

export const annotationCases = {
  annotate_certificate: [firstCase, changeCase],
} satisfies Record<string, Case[]>
