/** The object that a RAM refusal carries (cas-api.md 4.1); real samples carry a subset of the members. */
export type AccessDeniedDetail = {
  readonly AuthAction: string
  readonly AuthPrincipalType: 'SubUser'
  readonly AuthPrincipalOwnerId: string
  readonly AuthPrincipalDisplayName: string
  readonly NoPermissionType: 'ImplicitDeny'
  readonly PolicyType: 'AccountLevelIdentityBasedPolicy'
  readonly EncodedDiagnosticMessage: string
}

/** The account that the demo key pair belongs to; invented. */
const account = { ownerId: '1000000000000001', userId: '200000000000000001' } as const

export function accessDeniedDetail(operation: string, requestId: string): AccessDeniedDetail {
  return {
    AuthAction: `yundun-cert:${operation}`,
    AuthPrincipalType: 'SubUser',
    AuthPrincipalOwnerId: account.ownerId,
    AuthPrincipalDisplayName: account.userId,
    NoPermissionType: 'ImplicitDeny',
    PolicyType: 'AccountLevelIdentityBasedPolicy',
    EncodedDiagnosticMessage: Buffer.from(`emulator:${operation}:${requestId}`).toString('base64'),
  }
}
