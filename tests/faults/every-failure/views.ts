import { randomUUID } from 'node:crypto'
import { changeView } from '#lib/views/server/change.ts'
import { deleteView } from '#lib/views/server/delete.ts'
import { saveView } from '#lib/views/server/save.ts'
import { scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'
import { atomic, type Bench, type Case } from './loop.ts'

// Saved views: with their record or not at all.

async function ownerOf({ failing, whole, emergency, clock }: Bench) {
  const actor = await signedInUser(whole, 'operator', randomUUID())
  const ctx = contextOn(failing, scriptedCloud([]), { actor, emergency, clock })
  return { ctx, wholeCtx: { ...ctx, db: whole.db } }
}

async function withView(bench: Bench) {
  const { ctx, wholeCtx } = await ownerOf(bench)
  const saved = await saveView(wholeCtx, { name: 'Before', params: 'status=revoked' })
  if (!saved.ok) throw new Error(saved.error.code)
  return { ctx, id: saved.value.id }
}

const saveCase = atomic('save_view', async (bench) => {
  const { ctx } = await ownerOf(bench)
  return { act: () => saveView(ctx, { name: 'Revoked', params: 'status=revoked' }), afterLost: ['name_taken'] }
})

const changeCase = atomic('change_view', async (bench) => {
  const { ctx, id } = await withView(bench)
  return { act: () => changeView(ctx, { id, name: 'After', isShared: true }) }
})

const deleteCase = atomic('delete_view', async (bench) => {
  const { ctx, id } = await withView(bench)
  return { act: () => deleteView(ctx, { id }), afterLost: ['view_not_found'] }
})

export const viewCases = {
  save_view: [saveCase],
  change_view: [changeCase],
  delete_view: [deleteCase],
} satisfies Record<string, Case[]>
