import { randomUUID } from 'node:crypto'
import { actionNamed, callAction } from './action-call.ts'
import { send } from './http.ts'
import type { Stack } from './stack.ts'

type Preview = {
  shown: string
  certificate: { serialNumber: string; commonName: string; caIdentifier: string; caName: string | null }
}

type Confirmation = {
  operationId: string
  identifier: string
  shown: string
  typedSerial: string
  reason: string
  hasAcknowledged: boolean
}

/** What either dialog sends when it is confirmed: nothing is missing that would keep the write from being carried out. */
export async function confirmationOf(
  origin: string,
  cookie: string | null,
  kind: 'revoke' | 'delete',
  identifier: string,
): Promise<{ confirmation: Confirmation; certificate: Preview['certificate'] }> {
  const path = `/api/certificates/${identifier}/${kind === 'revoke' ? 'revocation' : 'deletion'}-preview`
  const answer = await send(origin, { path, headers: cookie === null ? {} : { cookie } })
  if (answer.status !== 200) throw new Error(`no preview of ${identifier}: ${answer.text}`)
  const { shown, certificate } = JSON.parse(answer.text) as Preview
  const confirmation = {
    operationId: randomUUID(),
    identifier,
    shown,
    typedSerial: certificate.serialNumber.slice(-6),
    reason: kind === 'revoke' ? 'keyCompromise' : 'no_longer_needed',
    hasAcknowledged: true,
  }
  return { confirmation, certificate }
}

export type Revoked = Record<
  'identifier' | 'serialNumber' | 'commonName' | 'caIdentifier' | 'caName' | 'operationId' | 'requestId',
  string
>

/** A certificate of its own, issued and revoked. */
export async function revokeByHttp({ origin, issue }: Stack, cookie: string | null): Promise<Revoked> {
  const identifier = await issue({ commonName: `marked-${randomUUID()}.example.test` })
  const { certificate, confirmation } = await confirmationOf(origin, cookie, 'revoke', identifier)
  const result = await callAction(origin, actionNamed('revokeCertificateAction'), confirmation, { cookie })
  if (!result.ok) throw new Error(`${identifier} was not revoked: ${result.error.code}`)
  const { requestId } = result.value as { requestId: string }
  const { commonName, serialNumber, caIdentifier, caName } = certificate
  return {
    identifier,
    serialNumber,
    commonName,
    caIdentifier,
    caName: caName ?? '',
    operationId: confirmation.operationId,
    requestId,
  }
}
