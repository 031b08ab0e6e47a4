import type { CertificateList } from '#lib/certificates/schema.ts'

/** An empty list, answered at noon of 2026-11-24; say what differs. */
export function aList(more: Partial<CertificateList> = {}): CertificateList {
  return {
    items: [],
    nextCursor: null,
    previousCursor: null,
    total: 0,
    totalIsLowerBound: false,
    answeredAt: '2026-11-24T12:00:00.000Z',
    asOf: '2026-11-24T11:59:20.000Z',
    complete: true,
    ...more,
  }
}
