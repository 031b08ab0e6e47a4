import 'server-only'
import { isIP } from 'node:net'
import { inContext, stringText, valueText } from './der-values.ts'
import { childrenOf, DerError, objectIdentifierText, readObjectIdentifier, type DerNode } from './der.ts'

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
    case 'registeredID':
      return objectIdentifierText(node.content)
    case 'otherName':
      return readOtherName(node)
    case 'ediPartyName':
      return readPartyName(node)
    default:
      return node.content.toString('hex')
  }
}

const otherNames: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.311.20.2.3': 'userPrincipalName',
  '1.3.6.1.4.1.311.25.1': 'ntdsReplication',
  '1.3.6.1.5.2.2': 'kerberosPrincipalName',
  '1.3.6.1.5.5.7.8.3': 'permanentIdentifier',
  '1.3.6.1.5.5.7.8.4': 'hardwareModuleName',
  '1.3.6.1.5.5.7.8.5': 'xmppAddr',
  '1.3.6.1.5.5.7.8.7': 'srvName',
  '1.3.6.1.5.5.7.8.9': 'smtpUTF8Mailbox',
}

/** SEQUENCE of the type's OBJECT IDENTIFIER and the value, [0] EXPLICIT. */
function readOtherName(node: DerNode): string {
  const [type, wrapper] = childrenOf(node)
  const value = wrapper === undefined ? undefined : childrenOf(wrapper)[0]
  if (value === undefined) throw new DerError('no value')
  const oid = readObjectIdentifier(type)
  return `${otherNames[oid] ?? oid} ${valueText(value)}`
}

/** nameAssigner [0] and partyName [1], each a DirectoryString, which is a CHOICE and so tagged EXPLICIT. */
function readPartyName(node: DerNode): string {
  const parts = childrenOf(node)
  const [assigner, party] = [inContext(parts, 0), inContext(parts, 1)].map(([wrapper]) =>
    wrapper === undefined ? undefined : childrenOf(wrapper)[0],
  )
  if (party === undefined) throw new DerError('no party')
  return assigner === undefined ? stringText(party) : `${stringText(assigner)} ${stringText(party)}`
}

/** 4 or 16 bytes; in name constraints twice as many, the second half being the mask. */
function readAddress(bytes: Buffer): string {
  if (bytes.length !== 8 && bytes.length !== 32) return addressText(bytes)
  const half = bytes.length / 2
  const mask = bytes.subarray(half)
  return `${addressText(bytes.subarray(0, half))}/${prefixLength(mask) ?? addressText(mask)}`
}

/** How many leading bits of a mask are set; null where others are set as well. */
function prefixLength(mask: Buffer): string | null {
  const bits = Array.from(mask, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return /^1*0*$/.test(bits) ? String(bits.lastIndexOf('1') + 1) : null
}

function addressText(bytes: Buffer): string {
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
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.42': 'GN',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
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
      return `${attributes[oid] ?? oid}=${value === undefined ? '' : stringText(value)}`
    })
    .join(', ')
}
