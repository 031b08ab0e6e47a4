'use server'
import { runAction } from '#lib/http/server/run-action.ts'
import { changeView } from './server/change.ts'
import { deleteView } from './server/delete.ts'
import { saveView } from './server/save.ts'

export async function saveViewAction(raw: unknown) {
  return runAction(saveView, raw)
}

export async function changeViewAction(raw: unknown) {
  return runAction(changeView, raw)
}

export async function deleteViewAction(raw: unknown) {
  return runAction(deleteView, raw)
}
