import { describe, expect, it } from 'vitest'
import {
  canBecome,
  isOpen,
  isUnattended,
  mayRetry,
  operationStates,
  openStates,
  urgencyOf,
  type OperationState,
} from '#lib/operations/state.ts'

/** Which words each state can be followed by; a state that is not named here is followed by nothing. */
const next: Partial<Record<OperationState, OperationState[]>> = {
  scheduled: ['pending', 'not_sent', 'cancelled'],
  pending: ['succeeded', 'refused', 'unknown', 'not_sent'],
  unknown: ['succeeded', 'refused', 'not_done', 'needs_human'],
  needs_human: ['succeeded', 'refused', 'not_done'],
  not_done: ['succeeded'],
}

describe('the states of an operation', () => {
  it.each(operationStates)('%s is followed by what the table says and by nothing else', (from) => {
    expect(operationStates.filter((to) => canBecome(from, to)).sort()).toEqual((next[from] ?? []).toSorted())
  })

  it('are open only while a call may be under way: what is scheduled blocks nothing', () => {
    expect(operationStates.filter(isOpen).sort()).toEqual([...openStates].sort())
    expect([isOpen('scheduled'), isOpen('cancelled')]).toEqual([false, false])
  })

  it('invite another attempt only where it is known that nothing was changed', () => {
    expect(operationStates.filter(mayRetry).sort()).toEqual(['not_done', 'not_sent', 'refused'])
  })
})

describe('what waits for a person', () => {
  const failures = ['refused', 'not_sent', 'not_done'] as const
  const of = (state: OperationState, more = {}) => ({ state, dueAt: null, attendedAt: null, ...more })

  it.each(failures)('is a scheduled operation that is %s, until somebody takes note', (state) => {
    expect(isUnattended(of(state, { dueAt: 1 }))).toBe(true)
    expect(isUnattended(of(state, { dueAt: 1, attendedAt: 2 }))).toBe(false)
  })

  it.each(failures)('is no operation that is %s before the eyes of whoever asked for it', (state) => {
    expect(isUnattended(of(state))).toBe(false)
  })

  it('is no scheduled operation that is still to come, done or cancelled', () => {
    const others = operationStates.filter((state) => !failures.some((failure) => failure === state))
    expect(others.filter((state) => isUnattended(of(state, { dueAt: 1 })))).toEqual([])
  })

  it('comes first, and what is scheduled after all that is open', () => {
    const byUrgency = [
      of('refused', { dueAt: 1 }),
      of('needs_human'),
      of('unknown'),
      of('pending'),
      of('scheduled', { dueAt: 1 }),
      of('succeeded'),
    ].map(urgencyOf)
    expect(byUrgency).toEqual([4, 4, 3, 2, 1, 0])
  })
})
