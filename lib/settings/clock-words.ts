import type { Settings } from './schema.ts'

/** What the sentence about a clock needs: whose, by how many minutes and which way it is off. */
export function clockWords({ skewMs, machine }: NonNullable<Settings['clockSkew']>): {
  where: 'here' | 'elsewhere'
  machine: string
  minutes: number
  direction: 'ahead' | 'behind'
} {
  return {
    where: machine === null ? 'here' : 'elsewhere',
    machine: machine ?? '',
    minutes: Math.round(Math.abs(skewMs) / 60_000),
    direction: skewMs > 0 ? 'ahead' : 'behind',
  }
}
