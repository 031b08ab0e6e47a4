import type { Json } from '#lib/core/canonical-json.ts'

// What can be in the audit. Whoever adds a verb adds its name here, and the compiler then asks for its words in
// every language.

/** Reading. Those that only look leave no record unless they are refused; exporting and verifying do. */
export const readActions = [
  'list_certificates',
  'get_certificate',
  'get_certificate_file',
  'export_certificates',
  'preview_revocation',
  'preview_deletion',
  'list_operations',
  'get_operation',
  'get_request',
  'list_audit',
  'export_audit',
  'verify_audit',
  'list_authorities',
  'get_overview',
  'get_sync',
  'get_settings',
  'check_ram',
  'list_users',
  'list_alarms',
  'get_crl_health',
  'get_crl_file',
  'export_evidence',
  'list_views',
] as const

/** Changing something, here or at the vendor. */
export const writeActions = [
  'revoke_certificate',
  'delete_certificate',
  'settle_operation',
  'schedule_deletion',
  'cancel_deletion',
  'acknowledge_operation',
  'run_sync',
  'bury_missing',
  'keep_missing',
  'create_user',
  'change_role',
  'disable_user',
  'enable_user',
  'reset_password',
  'change_password',
  'end_session',
  'acknowledge_alarm',
  'annotate_certificate',
  'save_view',
  'change_view',
  'delete_view',
] as const

/** What happens without anybody calling a verb. */
export const unaskedActions = [
  'sign_in',
  'sign_out',
  'refused_strangers',
  'start_console',
  'reconcile_operation',
  'sync_finding',
  'import_emergency',
  'crl_finding',
  'raise_alarm',
  'change_audit_key',
  'sign_checkpoint',
  'change_audit_shipping',
] as const

export const auditActions = [...readActions, ...writeActions, ...unaskedActions] as const
export type AuditAction = (typeof auditActions)[number]

/** `requested`, `joined`, the states of an operation, `denied` for a refusal of ours, `done` for all that simply happened. */
export const auditOutcomes = [
  'requested',
  'joined',
  'pending',
  'succeeded',
  'refused',
  'unknown',
  'not_sent',
  'not_done',
  'needs_human',
  'scheduled',
  'cancelled',
  'denied',
  'done',
] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/** The certificate that an event is about, as it was known then: it can be gone when the record is read. */
export type AuditTarget = {
  readonly identifier: string
  /** Lower-case hex without separators; empty while PENDING. */
  readonly serialNumber: string
  readonly commonName: string
}

export type AuditEvent = {
  readonly action: AuditAction
  readonly outcome: AuditOutcome
  readonly target?: AuditTarget | undefined
  /** The vendor's RequestId. */
  readonly requestId?: string | undefined
  readonly operationId?: string | undefined
  readonly reason?: string | undefined
  readonly ticket?: string | undefined
  readonly comment?: string | undefined
  /** Whatever else belongs to it. Never a secret: it is exported. */
  readonly details?: Json | undefined
}
