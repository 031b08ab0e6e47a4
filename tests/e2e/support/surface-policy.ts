import type { Permission } from '#lib/auth/roles.ts'
import type { permissionOf } from '#tests/support/policy.ts'
import type { Revoked } from './write-by-http.ts'

// What stands behind each name of the build's manifests: the verb that decides, something harmless to ask it for, and
// what somebody is told who may. A name that is missing here, or here alone, fails the authorization matrix.

type Verb = keyof typeof permissionOf
const nobody = '00000000-0000-4000-8000-000000000000'
const unknownWrite = { operationId: nobody, identifier: 'unknown', shown: '' }

export type ActionRow = {
  verb: Verb
  /** Harmless, whoever sends it. */
  argument: unknown
  /** What somebody is told who may do it. */
  answer: string
  /** Where the argument asks for more than the verb does. */
  permission?: Permission
}

/** Every action that runs a verb, by the manifest's name; a second row where the argument changes who may. */
export const actions: Record<string, ActionRow[]> = {
  'lib/alarms/actions.ts#acknowledgeAlarmAction': [
    { verb: 'acknowledgeAlarm', argument: { id: nobody, comment: 'seen' }, answer: 'not_found' },
  ],
  'lib/annotations/actions.ts#annotateCertificateAction': [
    {
      verb: 'annotateCertificate',
      argument: { identifier: 'unknown', version: 0, owner: '', tags: [], note: 'seen' },
      answer: 'certificate_not_found',
    },
  ],
  'lib/audit/actions.ts#verifyAuditAction': [{ verb: 'verifyAudit', argument: {}, answer: 'ok' }],
  'lib/auth/actions.ts#createUserAction': [
    {
      verb: 'createUser',
      argument: { email: 'admin@example.test', name: 'Taken', role: 'viewer' },
      answer: 'email_taken',
    },
  ],
  'lib/auth/actions.ts#changeRoleAction': [
    { verb: 'changeRole', argument: { userId: nobody, role: 'viewer' }, answer: 'user_not_found' },
  ],
  'lib/auth/actions.ts#disableUserAction': [
    { verb: 'disableUser', argument: { userId: nobody }, answer: 'user_not_found' },
  ],
  'lib/auth/actions.ts#enableUserAction': [
    { verb: 'enableUser', argument: { userId: nobody }, answer: 'user_not_found' },
  ],
  'lib/auth/actions.ts#resetPasswordAction': [
    { verb: 'resetPassword', argument: { userId: nobody }, answer: 'user_not_found' },
  ],
  'lib/auth/actions.ts#changePasswordAction': [
    {
      verb: 'changePassword',
      argument: { currentPassword: 'x', newPassword: 'short' },
      answer: 'password_too_short',
    },
  ],
  'lib/auth/actions.ts#endSessionAction': [
    { verb: 'endSession', argument: { which: 'one', sessionId: '0'.repeat(64) }, answer: 'session_not_found' },
    {
      verb: 'endSession',
      argument: { which: 'all_of_user', userId: nobody },
      permission: 'users.manage',
      answer: 'ok',
    },
  ],
  'lib/certificates/actions.ts#revokeCertificateAction': [
    { verb: 'revokeCertificate', argument: { ...unknownWrite, reason: 'superseded' }, answer: 'reading_failed' },
  ],
  'lib/certificates/actions.ts#removeCertificateAction': [
    { verb: 'removeCertificate', argument: { ...unknownWrite, reason: 'other' }, answer: 'reading_failed' },
  ],
  'lib/certificates/actions.ts#scheduleDeletionAction': [
    { verb: 'scheduleDeletion', argument: { ...unknownWrite, reason: 'other' }, answer: 'reading_failed' },
  ],
  'lib/operations/actions.ts#acknowledgeOperationAction': [
    { verb: 'acknowledgeOperation', argument: { operationId: nobody }, answer: 'not_found' },
  ],
  'lib/operations/actions.ts#cancelDeletionAction': [
    { verb: 'cancelDeletion', argument: { operationId: nobody }, answer: 'not_found' },
  ],
  'lib/operations/actions.ts#settleOperationAction': [
    {
      verb: 'settleOperation',
      argument: { operationId: nobody, verdict: 'done', comment: 'seen' },
      answer: 'not_found',
    },
  ],
  'lib/sync/actions.ts#runSyncAction': [{ verb: 'runSync', argument: { not: 'asked' }, answer: 'invalid_input' }],
  'lib/sync/actions.ts#buryMissingAction': [
    { verb: 'buryMissing', argument: { passId: 999_999 }, answer: 'nothing_to_decide' },
  ],
  'lib/sync/actions.ts#keepMissingAction': [
    { verb: 'keepMissing', argument: { passId: 999_999 }, answer: 'nothing_to_decide' },
  ],
  'lib/views/actions.ts#saveViewAction': [
    { verb: 'saveView', argument: { name: '', params: '' }, answer: 'invalid_input' },
  ],
  'lib/views/actions.ts#changeViewAction': [{ verb: 'changeView', argument: { id: nobody }, answer: 'view_not_found' }],
  'lib/views/actions.ts#deleteViewAction': [{ verb: 'deleteView', argument: { id: nobody }, answer: 'view_not_found' }],
}

/** For whoever is not signed in: they run no verb, and have tests of their own. */
export const publicActions = ['lib/auth/actions.ts#signInAction', 'lib/auth/actions.ts#signOutAction']

export type RouteRow = { verb: Verb | 'public'; path?: string; answer: string }

export const routes: Record<string, RouteRow> = {
  '/api/audit': { verb: 'listAudit', answer: '200' },
  '/api/audit/export': { verb: 'exportAudit', path: '/api/audit/export?format=jsonl', answer: '200' },
  '/api/audit/kit': { verb: 'getAuditKit', path: '/api/audit/kit?file=verifier', answer: '200' },
  '/api/auth/[...nextauth]': { verb: 'public', path: '/api/auth/csrf', answer: '200' },
  '/api/certificates': { verb: 'listCertificates', answer: '200' },
  '/api/certificates/[identifier]': { verb: 'getCertificate', answer: '404 certificate_not_found' },
  '/api/certificates/[identifier]/deletion-preview': { verb: 'previewDeletion', answer: '404 not_found' },
  '/api/certificates/[identifier]/file': {
    verb: 'getCertificateFile',
    path: '/api/certificates/unknown/file?form=der',
    answer: '404 not_found',
  },
  '/api/certificates/[identifier]/revocation-preview': { verb: 'previewRevocation', answer: '404 not_found' },
  '/api/certificates/export': {
    verb: 'exportCertificates',
    path: '/api/certificates/export?format=csv&q=no+such+name',
    answer: '200',
  },
  '/api/crls/[sha256]': { verb: 'getCrlFile', path: `/api/crls/${'0'.repeat(64)}`, answer: '404 not_found' },
  '/api/evidence': { verb: 'exportEvidence', path: '/api/evidence?identifier=unknown', answer: '404 not_found' },
  '/api/health/live': { verb: 'public', answer: '200' },
  '/api/health/ready': { verb: 'public', answer: '200' },
  '/api/operations': { verb: 'listOperations', answer: '200' },
  '/api/operations/[id]': { verb: 'getOperation', answer: '404 not_found' },
  '/api/settings': { verb: 'getSettings', answer: '200' },
  '/api/settings/permissions': { verb: 'checkRam', answer: '200' },
  '/api/views': { verb: 'listViews', answer: '200' },
}

type PageRow = {
  verb: Verb
  /** The page with what the one who was let in is shown, and nothing of it in the address itself. */
  path: (revoked: Revoked) => string
  /** What the verb alone can have brought into the page. */
  mark: 'commonName' | 'caName' | 'session'
}

export const pages: Record<string, PageRow> = {
  '/': { verb: 'getOverview', path: () => '/', mark: 'commonName' },
  '/audit': { verb: 'listAudit', path: ({ identifier }) => `/audit?q=${identifier}`, mark: 'commonName' },
  '/authorities': { verb: 'listAuthorities', path: () => '/authorities', mark: 'caName' },
  '/authorities/[identifier]': {
    verb: 'getCrlHealth',
    path: ({ caIdentifier }) => `/authorities/${caIdentifier}`,
    mark: 'caName',
  },
  '/certificates': {
    verb: 'listCertificates',
    path: ({ serialNumber }) => `/certificates?q=${serialNumber}`,
    mark: 'commonName',
  },
  '/certificates/[identifier]': {
    verb: 'getCertificate',
    path: ({ identifier }) => `/certificates/${identifier}`,
    mark: 'commonName',
  },
  '/operations': { verb: 'listOperations', path: () => '/operations', mark: 'commonName' },
  '/operations/[id]': {
    verb: 'getOperation',
    path: ({ operationId }) => `/operations/${operationId}`,
    mark: 'commonName',
  },
  '/r/[requestId]': { verb: 'getRequest', path: ({ requestId }) => `/r/${requestId}`, mark: 'commonName' },
  '/settings': { verb: 'getSettings', path: () => '/settings', mark: 'session' },
}

/** They show nothing of the store. */
export const publicPages = ['/sign-in', '/_global-error', '/_not-found']
