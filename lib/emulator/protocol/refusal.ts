import type { AccessDeniedDetail } from './access-denied.ts'

/** An answer that is an error. Every code is listed in README.md as documented or invented. */
export type Refusal = {
  readonly httpStatus: number
  readonly code: string
  readonly message: string
  /** Sent as x-acs-retry-after. */
  readonly retryAfterMs?: number
  readonly accessDeniedDetail?: AccessDeniedDetail
}

/** The documented ones (cas-api.md section 4), in the documented words where there are any. */
export const refusals = {
  missing: (parameter: string): Refusal => ({
    httpStatus: 400,
    code: `Missing${parameter}`,
    message: `${parameter} is mandatory for this action.`,
  }),
  invalid: (parameter: string, why: string): Refusal => ({
    httpStatus: 400,
    code: `Invalid${parameter}`,
    message: `The specified ${parameter} is not valid: ${why}`,
  }),
  malformed: (why: string): Refusal => ({ httpStatus: 400, code: 'InvalidParameter.Format', message: why }),
  notFound: { httpStatus: 404, code: 'NotFound', message: '找不到必要的内容，请检查参数。' } satisfies Refusal,
  unknownAction: {
    httpStatus: 404,
    code: 'InvalidAction.NotFound',
    message: 'Specified api is not found, please check your url and method.',
  } satisfies Refusal,
  unsupportedMethod: {
    httpStatus: 400,
    code: 'UnsupportedHTTPMethod',
    message: 'This http method is not supported. Use POST.',
  } satisfies Refusal,
  noSuchVersion: {
    httpStatus: 400,
    code: 'NoSuchVersion',
    message: 'Specified version is not found. This service speaks 2020-06-30.',
  } satisfies Refusal,
  incompleteSignature: (why: string): Refusal => ({ httpStatus: 400, code: 'IncompleteSignature', message: why }),
  invalidSignatureMethod: {
    httpStatus: 400,
    code: 'InvalidSignatureMethod',
    message: 'Specified signature method is not supported. Use ACS3-HMAC-SHA256.',
  } satisfies Refusal,
  unknownAccessKey: {
    httpStatus: 404,
    code: 'InvalidAccessKeyId.NotFound',
    message: 'Specified access key is not found.',
  } satisfies Refusal,
  signatureDoesNotMatch: (why: string): Refusal => ({
    httpStatus: 400,
    code: 'SignatureDoesNotMatch',
    message: `Specified signature is not matched with our calculation. ${why}`,
  }),
  malformedDate: {
    httpStatus: 400,
    code: 'InvalidTimeStamp.Format',
    message: 'Specified time stamp or date value is not well formatted. Use yyyy-MM-ddTHH:mm:ssZ in x-acs-date.',
  } satisfies Refusal,
  expiredDate: {
    httpStatus: 400,
    code: 'InvalidTimeStamp.Expired',
    message: 'Specified time stamp or date value is expired: x-acs-date is more than 15 minutes off.',
  } satisfies Refusal,
  nonceUsed: {
    httpStatus: 400,
    code: 'SignatureNonceUsed',
    message: 'Specified signature nonce was used already.',
  } satisfies Refusal,
  tokenMismatch: {
    httpStatus: 400,
    code: 'InvalidSecurityToken.MismatchWithAccessKey',
    message: 'The specified security token does not belong to the access key.',
  } satisfies Refusal,
  throttled: (retryAfterMs: number): Refusal => ({
    httpStatus: 400,
    code: 'Throttling.User',
    message: 'Request was denied due to user flow control.',
    retryAfterMs,
  }),
  denied: (accessDeniedDetail: AccessDeniedDetail): Refusal => ({
    httpStatus: 403,
    code: 'NoPermission',
    message: 'User not authorized to operate on the specified resource, or this API does not support RAM.',
    accessDeniedDetail,
  }),
  internal: { httpStatus: 500, code: 'InternalError', message: 'The request processing has failed.' } satisfies Refusal,
} as const

/** Ours: the vendor documents no code for these, so nobody may branch on them. */
export const inventedRefusals = {
  tooLong: (what: string, limit: number): Refusal => ({
    httpStatus: 400,
    code: 'RequestTooLong',
    message: `${what} is longer than ${limit} bytes.`,
  }),
  unknownParameter: (name: string): Refusal => ({
    httpStatus: 400,
    code: 'UnknownParameter',
    message: `This action has no parameter ${JSON.stringify(name.slice(0, 64))}.`,
  }),
  repeatedParameter: (name: string): Refusal => ({
    httpStatus: 400,
    code: 'RepeatedParameter',
    message: `The parameter ${JSON.stringify(name.slice(0, 64))} was given more than once.`,
  }),
  alreadyRevoked: {
    httpStatus: 400,
    code: 'CertificateAlreadyRevoked',
    message: 'The certificate has been revoked already.',
  } satisfies Refusal,
  notRevoked: {
    httpStatus: 400,
    code: 'CertificateNotRevoked',
    message: 'Only a certificate in REVOKE state can be deleted.',
  } satisfies Refusal,
  pending: {
    httpStatus: 400,
    code: 'CertificatePending',
    message: 'The certificate is still being issued.',
  } satisfies Refusal,
  algorithmMismatch: {
    httpStatus: 400,
    code: 'CaAlgorithmMismatch',
    message: 'The algorithm of the certificate must be of the same family as that of its CA.',
  } satisfies Refusal,
  outlivesAuthority: {
    httpStatus: 400,
    code: 'ValidityBeyondCa',
    message: 'The certificate must not outlive its CA.',
  } satisfies Refusal,
  notAnIssuer: {
    httpStatus: 400,
    code: 'CaCannotIssue',
    message: 'Only a subordinate CA issues client and server certificates.',
  } satisfies Refusal,
  crlNotOffered: {
    httpStatus: 400,
    code: 'CaWithoutCrl',
    message: 'EnableCrl is 1, but this CA publishes no CRL.',
  } satisfies Refusal,
  quotaUsedUp: {
    httpStatus: 400,
    code: 'CaQuotaUsedUp',
    message: 'The CA has issued all the certificates that it may.',
  } satisfies Refusal,
  customIdentifierTaken: {
    httpStatus: 400,
    code: 'CustomIdentifierExists',
    message: 'The CustomIdentifier belongs to another certificate.',
  } satisfies Refusal,
} as const
