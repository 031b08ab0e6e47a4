import 'server-only'
import { isIPv4 } from 'node:net'

/** The 4 or 16 bytes of an address that node:net has accepted as one; a zone index has no place here. */
export function bytesOfIp(text: string): Uint8Array {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  const [head = '', tail] = canonicalIpv6(text).split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const zeros = Array<number>(8 - before.length - after.length).fill(0)
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]))
}

/** Dotted IPv4, or IPv6 as RFC 5952 writes it. */
export function textOfIp(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) =>
    Buffer.from(bytes.slice(index * 2, index * 2 + 2)).toString('hex'),
  )
  return canonicalIpv6(groups.join(':'))
}

function canonicalIpv6(text: string): string {
  return new URL(`http://[${text}]`).hostname.slice(1, -1)
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}
