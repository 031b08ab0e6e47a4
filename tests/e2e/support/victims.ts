import { actionNamed, callAction } from './action-call.ts'
import { createAccount, settleIn, signIn, type NewAccount } from './people.ts'
import { send } from './http.ts'
import type { Stack } from './stack.ts'
import { change } from './stored.ts'
import { confirmationOf, revokeByHttp } from './write-by-http.ts'

export type Victims = {
  /** The administrator whose cookies are sent along. */
  admin: NewAccount & { cookie: string }
  /** Of the action's exported name: what would do harm. */
  arguments: Record<string, unknown>
  /** Of a certificate that is valid. */
  toRevoke: string
  csrf: { token: string; cookie: string }
  /** The administrator's, once `changePasswordAction` got through. */
  newPassword: string
}

/** People and certificates of their own, so that nothing else is hit when something gets through. */
export async function findVictims(stack: Stack, adminCookie: string | null, name: string): Promise<Victims> {
  const { origin, password } = stack
  const account = await createAccount(stack, adminCookie, { name: `${name}-admin`, role: 'admin' })
  const cookie = await settleIn(stack, account)
  const admin = { ...account, password, cookie }
  const bystander = await createAccount(stack, adminCookie, { name: `${name}-bystander`, role: 'viewer' })
  await signIn(origin, bystander)
  const { userId } = bystander
  const toRevoke = await stack.issue()
  const toDelete = (await revokeByHttp(stack, cookie)).identifier
  const { confirmation: revocation } = await confirmationOf(origin, cookie, 'revoke', toRevoke)
  const { confirmation: deletion } = await confirmationOf(origin, cookie, 'delete', toDelete)
  const toSchedule = (await revokeByHttp(stack, cookie)).identifier
  const { confirmation: schedule } = await confirmationOf(origin, cookie, 'delete', toSchedule)
  const view = async (viewName: string) => {
    const wish = { name: `${name} ${viewName}`, params: 'status=revoked' }
    const saved = await callAction(origin, actionNamed('saveViewAction'), wish, { cookie })
    if (!saved.ok) throw new Error(`no view could be saved: ${saved.error.code}`)
    return (saved.value as { id: string }).id
  }
  const alarmId = `${name}-alarm`
  change(
    stack,
    `insert into alarms (id, kind, subject, details, raised_at, comment) values (?, 'planted', ?, '{}', 1, '')`,
    alarmId,
    alarmId,
  )
  const newPassword = 'chosen-by-somebody-else'
  return {
    admin,
    newPassword,
    toRevoke,
    csrf: await csrfOf(origin),
    arguments: {
      createUserAction: { email: `${name}-planted@example.test`, name: 'Planted', role: 'admin' },
      changeRoleAction: { userId, role: 'admin' },
      endSessionAction: { which: 'all_of_user', userId },
      resetPasswordAction: { userId },
      disableUserAction: { userId },
      enableUserAction: { userId },
      revokeCertificateAction: revocation,
      removeCertificateAction: deletion,
      scheduleDeletionAction: schedule,
      // In the order of the harm it is scheduled by then.
      cancelDeletionAction: { operationId: schedule.operationId },
      acknowledgeOperationAction: { operationId: schedule.operationId },
      settleOperationAction: { operationId: revocation.operationId, verdict: 'not_done', comment: 'Planted' },
      runSyncAction: {},
      buryMissingAction: { passId: 1 },
      keepMissingAction: { passId: 1 },
      verifyAuditAction: {},
      acknowledgeAlarmAction: { id: alarmId, comment: 'Planted' },
      annotateCertificateAction: { identifier: toDelete, version: 0, owner: 'Planted', tags: [], note: '' },
      saveViewAction: { name: `${name} planted`, params: '' },
      changeViewAction: { id: await view('changed'), name: `${name} renamed` },
      deleteViewAction: { id: await view('deleted') },
      changePasswordAction: { currentPassword: password, newPassword },
    },
  }
}

async function csrfOf(origin: string): Promise<{ token: string; cookie: string }> {
  const answer = await send(origin, { path: '/api/auth/csrf' })
  const { csrfToken } = JSON.parse(answer.text) as { csrfToken: string }
  return { token: csrfToken, cookie: answer.headers['set-cookie']?.map((one) => one.split(';', 1)[0]).join('; ') ?? '' }
}
