/**
 * Whether a CA publishes a CRL, by what the vendor says of it. CrlStatus' values are not documented (ACTIVE has been
 * seen): one that has an address and is not said to be off publishes. Without an address there is no CRL.
 */
export function publishesCrl({ crlStatus, crlUrl }: { crlStatus: string | null; crlUrl: string | null }): boolean {
  return crlUrl !== null && crlUrl !== '' && (crlStatus === null || /^active$/i.test(crlStatus))
}
