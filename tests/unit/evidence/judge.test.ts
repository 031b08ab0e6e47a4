import { describe, expect, it } from 'vitest'
import {
  judgeReading,
  judgeSilence,
  nextCheckAt,
  OVERDUE_AFTER_MS,
  UNREAD_FOR_MS,
  type Followed,
  type SeenCrl,
} from '#lib/evidence/server/judge.ts'

const accepted = 1_800_000_000_000
const hour = 60 * 60_000
const day = 24 * hour

const awaited: Followed = {
  state: 'awaited',
  accepted_at: accepted,
  expected_by: null,
  watch: null,
  watched_since: null,
  not_after: accepted + 90 * day,
  ocsp_url: null,
  ocsp_status: null,
}
const crl: SeenCrl = {
  sha256: 'a'.repeat(64),
  number: '7',
  thisUpdate: accepted + 1_000,
  nextUpdate: accepted + 7 * day,
  entry: { revokedAt: accepted, reason: null },
  olderUntil: accepted + 3 * day,
}
const without: SeenCrl = { ...crl, entry: null }

describe('a revocation that is looked for', () => {
  it('is published by the CRL that lists it, with what the CRL before leaves open', () => {
    const { change, finding } = judgeReading(awaited, crl, accepted + 2_000)
    expect(finding).toBe('published')
    expect(change).toMatchObject({
      state: 'published',
      crl_sha256: crl.sha256,
      crl_number: '7',
      published_at: accepted + 2_000,
      listed_since: accepted,
      older_until: accepted + 3 * day,
    })
  })

  it('is due by the end of the first CRL without it, whatever later ones say', () => {
    const first = judgeReading(awaited, without, accepted + 2_000)
    expect(first).toMatchObject({ finding: null, change: { expected_by: accepted + 7 * day } })
    const later = { ...without, sha256: 'b'.repeat(64), nextUpdate: accepted + 14 * day }
    const row = { ...awaited, expected_by: accepted + 7 * day }
    expect(judgeReading(row, later, accepted + 6 * day).change.expected_by).toBe(accepted + 7 * day)
    expect(judgeReading(row, later, accepted + 7 * day + OVERDUE_AFTER_MS - 1).finding).toBeNull()
    expect(judgeReading(row, later, accepted + 7 * day + OVERDUE_AFTER_MS)).toMatchObject({
      finding: 'overdue',
      change: { state: 'overdue' },
    })
  })

  it('is overdue after a day without any CRL to read, told once, and published when one comes all the same', () => {
    expect(judgeSilence(awaited, 'unreachable', accepted + UNREAD_FOR_MS - 1).finding).toBeNull()
    expect(judgeSilence(awaited, 'unreachable', accepted + UNREAD_FOR_MS).finding).toBe('overdue')
    const overdue: Followed = { ...awaited, state: 'overdue' }
    expect(judgeSilence(overdue, 'unreachable', accepted + 2 * UNREAD_FOR_MS).finding).toBeNull()
    expect(judgeReading(overdue, crl, accepted + 2 * day).finding).toBe('published')
  })

  it('stays published whatever a later CRL says', () => {
    const published: Followed = { ...awaited, state: 'published' }
    expect(judgeReading(published, without, accepted + 8 * day)).toMatchObject({ finding: null })
    expect(judgeReading(published, without, accepted + 8 * day).change.state).toBeUndefined()
  })
})

describe('the CRL after a deletion', () => {
  const deleted = accepted + day
  const watched: Followed = { ...awaited, state: 'published', watch: 'watched', watched_since: deleted }

  it('says nothing when it was made before the deletion', () => {
    expect(judgeReading(watched, { ...crl, thisUpdate: deleted - hour }, deleted + 1_000).finding).toBeNull()
    expect(judgeReading(watched, { ...without, thisUpdate: deleted - hour }, deleted + 1_000).finding).toBeNull()
  })

  it('still lists it, or has lost it: each is told once', () => {
    const since = { thisUpdate: deleted + 1_000 }
    expect(judgeReading(watched, { ...crl, ...since }, deleted + 2_000)).toMatchObject({
      finding: 'still_listed',
      change: { watch: 'listed', watch_sha256: crl.sha256 },
    })
    expect(judgeReading(watched, { ...without, ...since }, deleted + 2_000)).toMatchObject({
      finding: 'vanished',
      change: { watch: 'vanished' },
    })
    expect(
      judgeReading({ ...watched, watch: 'vanished' }, { ...without, ...since }, deleted + 3_000).finding,
    ).toBeNull()
    expect(judgeReading({ ...watched, watch: 'listed' }, { ...without, ...since }, deleted + day).finding).toBe(
      'vanished',
    )
  })

  it('is believed to have lost it although the CA’s clock is somewhat behind', () => {
    const behind = { thisUpdate: deleted - 60_000 }
    expect(judgeReading(watched, { ...without, ...behind }, deleted + 1_000).finding).toBe('vanished')
    expect(judgeReading(watched, { ...crl, ...behind }, deleted + 1_000).finding).toBeNull()
    const unfollowed: Followed = { ...watched, state: 'not_followed' }
    expect(judgeReading(unfollowed, { ...without, ...behind }, deleted + 1_000).finding).toBeNull()
  })

  it('does not matter any more once it has expired', () => {
    const expired = judgeReading({ ...watched, not_after: deleted + hour }, without, deleted + 2 * hour)
    expect(expired).toMatchObject({ finding: null, change: { watch: 'ended' } })
  })
})

describe('the next look', () => {
  it('comes soon at first, then later and later, and at the moment when the CRL is due', () => {
    expect(nextCheckAt(awaited, accepted)).toBe(accepted + 2_000)
    expect(nextCheckAt(awaited, accepted + 60_000)).toBe(accepted + 90_000)
    expect(nextCheckAt(awaited, accepted + 5 * hour)).toBe(accepted + 5 * hour + 15 * 60_000)
    const due = { ...awaited, expected_by: accepted + 5 * hour - OVERDUE_AFTER_MS + 1_000 }
    expect(nextCheckAt(due, accepted + 5 * hour)).toBe(accepted + 5 * hour + 1_000)
  })

  it('does not come for its own sake once it is published, unless its responder says otherwise', () => {
    const published: Followed = { ...awaited, state: 'published' }
    expect(nextCheckAt(published, accepted + 1_000)).toBeNull()
    const asked: Followed = { ...published, ocsp_url: 'http://ocsp.example', ocsp_status: 'good' }
    expect(nextCheckAt(asked, accepted + 60_000)).toBe(accepted + 90_000)
    expect(nextCheckAt(asked, accepted + UNREAD_FOR_MS)).toBeNull()
    expect(nextCheckAt({ ...asked, ocsp_status: 'revoked' }, accepted + 60_000)).toBeNull()
  })
})
