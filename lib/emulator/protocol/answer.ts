import type { Body } from '../operations/define-operation.ts'
import type { Refusal } from './refusal.ts'

/** What is to be sent, whether or not it will be. */
export type Answer = {
  readonly httpStatus: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly code: string | null
}

const JSON_TYPE = 'application/json;charset=utf-8'

export function successAnswer(requestId: string, body: Body): Answer {
  return {
    httpStatus: 200,
    headers: { 'content-type': JSON_TYPE, 'x-acs-request-id': requestId },
    body: JSON.stringify({ RequestId: requestId, ...body }),
    code: null,
  }
}

/** The vendor's error object (cas-api.md 4.1); HostId is the host that was asked. */
export function refusalAnswer(requestId: string, hostId: string, refusal: Refusal): Answer {
  const recommend = new URLSearchParams({ q: refusal.code, product: 'cas', requestId })
  return {
    httpStatus: refusal.httpStatus,
    headers: {
      'content-type': JSON_TYPE,
      'x-acs-request-id': requestId,
      ...(refusal.retryAfterMs === undefined ? {} : { 'x-acs-retry-after': String(refusal.retryAfterMs) }),
    },
    body: JSON.stringify({
      RequestId: requestId,
      HostId: hostId,
      Code: refusal.code,
      Message: refusal.message,
      Recommend: `https://api.aliyun.com/troubleshoot?${recommend.toString()}`,
      ...(refusal.accessDeniedDetail === undefined ? {} : { AccessDeniedDetail: refusal.accessDeniedDetail }),
    }),
    code: refusal.code,
  }
}

/** What a proxy between says when the service is gone: HTML, without a RequestId anywhere. */
export const badGatewayAnswer: Answer = {
  httpStatus: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n',
  code: null,
}
