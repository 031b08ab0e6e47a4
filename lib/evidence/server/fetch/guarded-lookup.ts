import 'server-only'
import { lookup, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { addressRefusal, type Destination } from './destination.ts'
import type { FetchPolicy, FetchRefusal } from './refusal.ts'

/** All addresses of a name; dns.lookup, unless a test has its own. */
export type Resolve = (
  hostname: string,
  done: (cause: Error | null, addresses: readonly LookupAddress[]) => void,
) => void

export const systemResolve: Resolve = (hostname, done) => {
  lookup(hostname, { all: true, order: 'verbatim' }, done)
}

/**
 * The lookup of one connection. The very addresses that were judged are the ones that are connected to: nothing is
 * resolved a second time. One address that may not be asked refuses the name; who publishes has no reason to mix them.
 */
export function guardedLookup(
  { hostname }: Pick<Destination, 'hostname'>,
  policy: FetchPolicy,
  { resolve, onRefusal }: { readonly resolve: Resolve; readonly onRefusal: (refusal: FetchRefusal) => void },
): LookupFunction {
  return (_name, options, callback) => {
    resolve(hostname, (cause, addresses) => {
      if (cause !== null) {
        callback(cause, '')
        return
      }
      const refusals = addresses.flatMap(({ address }) => addressRefusal(address, hostname, policy) ?? [])
      const [first] = addresses
      if (refusals[0] !== undefined) {
        onRefusal(refusals[0])
        callback(new Error('the address is refused'), '')
      } else if (first === undefined) callback(new Error('the name has no address'), '')
      else if (options.all === true) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
  }
}
