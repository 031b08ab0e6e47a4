import 'server-only'
import { BlockList, isIP } from 'node:net'

/**
 * What kind of place an IP address is. `forbidden`: nobody publishes a CRL there, and something that must not be asked
 * may live there: metadata services, link-local, carrier-grade NAT, multicast, what is reserved.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'forbidden'

const loopback = listOf(['127.0.0.0/8', '::1/128'])

const privates = listOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'])

/** IANA's special-purpose registries, and what clouds have put elsewhere. */
const forbidden = listOf([
  '0.0.0.0/8',
  // Carrier-grade NAT; 100.100.100.200 is Alibaba Cloud's metadata service.
  '100.64.0.0/10',
  // Link-local; 169.254.169.254 is everybody else's.
  '169.254.0.0/16',
  // 192.0.0.192 is Oracle's older one.
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Azure's host, seen from within.
  '168.63.129.16/32',
  // Metadata services that chose a private address: Amazon, Google, Oracle, Scaleway.
  'fd00:ec2::/32',
  'fd20:ce::/32',
  'fd00:c1::/32',
  'fd00:42::/32',
  // Teredo and other things for protocols; documentation.
  '2001::/23',
  '2001:db8::/32',
  '3fff::/20',
])

/** What is assigned to anybody at all (RFC 4291, 2.4); the translators' prefix is looked into before. */
const globalUnicast = listOf(['2000::/3'])

/** The kind of a literal address as isIP takes it. Throws for what is none. */
export function kindOfAddress(address: string): AddressKind {
  const family = isIP(address)
  if (family === 0) throw new TypeError('no IP address')
  const embedded = family === 6 ? embeddedAddress(address) : null
  if (embedded !== null) return kindOfAddress(embedded)
  const version = family === 4 ? 'ipv4' : 'ipv6'
  if (loopback.check(address, version)) return 'loopback'
  if (forbidden.check(address, version)) return 'forbidden'
  if (privates.check(address, version)) return 'private'
  return family === 4 || globalUnicast.check(address, version) ? 'public' : 'forbidden'
}

/**
 * The IPv4 address that an IPv6 address stands for: IPv4-mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96, RFC 6052) and 6to4
 * (2002::/16). Others that carry one (IPv4-compatible, Teredo, local NAT64) are not global unicast or forbidden anyway.
 */
function embeddedAddress(address: string): string | null {
  const groups = groupsOf(address)
  const prefix = groups.slice(0, 6).join(':')
  if (prefix === '0:0:0:0:0:ffff' || prefix === '64:ff9b:0:0:0:0') return dotted(groups[6], groups[7])
  return groups[0] === '2002' ? dotted(groups[1], groups[2]) : null
}

/** Eight groups of hex without leading zeros. The parser of URLs knows every spelling. */
function groupsOf(address: string): string[] {
  // A zone (%eth0) says through which interface, not where.
  const compressed = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const [head = '', tail] = compressed.split('::')
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''))
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0)
  return [...(before ?? []), ...Array.from({ length: missing }, () => '0'), ...(after ?? [])]
}

function dotted(high = '0', low = '0'): string {
  const [upper, lower] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [upper >> 8, upper & 0xff, lower >> 8, lower & 0xff].join('.')
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    list.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}
