import { ownHeaders, send, type Answer } from './http.ts'
import { builtActions, type BuiltAction } from './surface.ts'

export type ActionAnswer =
  { ok: true; value: unknown } | { ok: false; error: { code: string } & Record<string, unknown> }

export function actionNamed(exportedName: string): BuiltAction {
  const action = builtActions().find(({ name }) => name.endsWith(`#${exportedName}`))
  if (!action) throw new Error(`the build has no action ${exportedName}`)
  return action
}

/** Calls a server action as React in a page of ours does, with one plain argument. */
export async function callAction(
  origin: string,
  action: BuiltAction,
  argument: unknown,
  { cookie, path = '/' }: { cookie: string | null; path?: string },
): Promise<ActionAnswer> {
  const answer = await send(origin, {
    method: 'POST',
    path,
    headers: {
      ...ownHeaders(origin),
      ...(cookie !== null && { cookie }),
      'next-action': action.id,
      accept: 'text/x-component',
      'content-type': 'text/plain;charset=UTF-8',
    },
    body: JSON.stringify([argument]),
  })
  const result = actionResult(answer)
  if (!isActionAnswer(result))
    throw new Error(`${action.name} answered ${String(answer.status)}: ${answer.text.slice(0, 300)}`)
  return result
}

/** `ok`, or the code of the failure. */
export function outcomeOf(answer: ActionAnswer): string {
  return answer.ok ? 'ok' : answer.error.code
}

/** What the action returned: the row of the flight answer that the first row calls `a`. Null where nothing was. */
export function actionResult({ text }: Answer): unknown {
  const row = /^0:.*"a":"\$@(\w+)"/m.exec(text)?.[1]
  if (row === undefined) return null
  const line = text.split('\n').find((one) => one.startsWith(`${row}:`))
  // An error is a row of its own kind, as in `1:E{…}`.
  return line?.startsWith(`${row}:{`) === true ? (JSON.parse(line.slice(row.length + 1)) as unknown) : null
}

function isActionAnswer(value: unknown): value is ActionAnswer {
  return typeof value === 'object' && value !== null && 'ok' in value
}
