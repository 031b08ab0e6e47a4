/** How many characters of the serial the typed gate asks for. A name can be duplicated, hostile or impossible to type. */
export const GATE_LENGTH = 6

export type GateReason = 'server' | 'no_replacement' | 'shared_key' | 'unexpired'

/**
 * What the operator types is compared trimmed and case-insensitively with the last characters of the serial; of a
 * shorter serial all of it is asked for.
 */
export function gateMatches(typed: string, serialNumber: string): boolean {
  const wanted = serialNumber.slice(-GATE_LENGTH).toLowerCase()
  return wanted !== '' && typed.trim().toLowerCase() === wanted
}

/** Why revoking needs the gate: friction follows consequence, so most revocations need none. */
export function revocationGate(facts: {
  type: 'client' | 'server'
  /** Other valid certificates with its common name and type. */
  replacements: number
  /** Other certificates with its public key. */
  sharedKey: number
}): GateReason[] {
  const reasons: GateReason[] = []
  if (facts.type === 'server') reasons.push('server')
  if (facts.replacements === 0) reasons.push('no_replacement')
  if (facts.sharedKey > 0) reasons.push('shared_key')
  return reasons
}

/** Deleting an unexpired certificate can take its serial out of the CRL: clients would trust it again. */
export function deletionGate(facts: { notAfter: number | null; now: number }): GateReason[] {
  return facts.notAfter === null || facts.notAfter > facts.now ? ['unexpired'] : []
}
