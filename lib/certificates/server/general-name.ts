import 'server-only'
import { isIP } from 'node:net'
import { childrenOf, DerError, readObjectIdentifier, type DerNode } from './der.ts'

export type GeneralName = { kind: string; value: string }

const kinds = ['otherName', 'email', 'DNS', 'x400Address', 'directoryName', 'ediPartyName', 'URI', 'IP', 'registeredID']

/** One GeneralName (RFC 5280, 4.2.1.6) in words. What has no short form is given in hex. */
export function readGeneralName(node: DerNode): GeneralName {
  const kind = kinds[node.tag]
  if (node.tagClass !== 2 || kind === undefined) throw new DerError('no general name')
  return { kind, value: valueOf(kind, node) }
}

function valueOf(kind: string, node: DerNode): string {
  switch (kind) {
    case 'email':
    case 'DNS':
    case 'URI':
      return node.content.toString('utf8')
    case 'IP':
      return readAddress(node.content)
    case 'directoryName':
      return readName(childrenOf(node)[0])
    default:
      return node.content.toString('hex')
  }
}

/** 4 or 16 bytes; in name constraints twice as many, the second half being the mask. */
function readAddress(bytes: Buffer): string {
  const text =
    bytes.length === 16
      ? Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16)).join(':')
      : bytes.join('.')
  return isIP(text) === 0 ? bytes.toString('hex') : text
}

const attributes: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
}

/** A Name in the order of its encoding: `C=CN, O=海远物流, CN=pay-gateway-07`. */
export function readName(node: DerNode | undefined): string {
  if (node === undefined) throw new DerError('no name')
  return childrenOf(node)
    .flatMap((relative) => childrenOf(relative))
    .map((attribute) => {
      const [type, value] = childrenOf(attribute)
      const oid = readObjectIdentifier(type)
      return `${attributes[oid] ?? oid}=${value === undefined ? '' : readString(value)}`
    })
    .join(', ')
}

const BMP_STRING = 30
const UNIVERSAL_STRING = 28

function readString({ tag, content }: DerNode): string {
  if (tag === BMP_STRING && content.length % 2 === 0) return Buffer.from(content).swap16().toString('utf16le')
  return tag === UNIVERSAL_STRING ? content.toString('hex') : content.toString('utf8')
}
