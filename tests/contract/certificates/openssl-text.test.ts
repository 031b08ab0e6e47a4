import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CertificateExtension } from '#lib/certificates/schema.ts'
import { decodeCertificate } from '#lib/certificates/server/decode.ts'

// Certificates that openssl has made, judged by what `openssl x509 -text` says of them: nothing of that may be missing.

const configuration = `
[req]
prompt = no
distinguished_name = dn
string_mask = utf8only
[dn]
C = CN
O = Haiyuan Logistics
CN = everything.example
[everything]
basicConstraints = critical, CA:TRUE, pathlen:3
keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, cRLSign, encipherOnly, decipherOnly
extendedKeyUsage = serverAuth, clientAuth, codeSigning, emailProtection, timeStamping, OCSPSigning, 1.2.3.4.5
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always, issuer:always
subjectAltName = @names
issuerAltName = DNS:issuer.example, URI:http://issuer.example/
crlDistributionPoints = plain, limited, relative
freshestCRL = URI:http://crl.example/delta.crl
authorityInfoAccess = OCSP;URI:http://ocsp.example/, caIssuers;URI:http://ca.example/ca.cer, OCSP;DNS:responder.example
subjectInfoAccess = caRepository;URI:http://ca.example/repository, ad_timestamping;URI:http://time.example/
certificatePolicies = 1.3.6.1.4.1.99999.1, 2.5.29.32.0, @policy
policyMappings = 1.3.6.1.4.1.99999.1:1.3.6.1.4.1.99999.2
policyConstraints = requireExplicitPolicy:3, inhibitPolicyMapping:1
inhibitAnyPolicy = 2
nameConstraints = critical, permitted;DNS:.example, permitted;email:example.com, permitted;IP:10.20.0.0/255.255.0.0, excluded;IP:2001:db8::/ffff:ffff::, excluded;dirName:dn, excluded;URI:.bad.example
tlsfeature = status_request, status_request_v2
noCheck = ignored
nsComment = "A comment, 备注"
nsCertType = client, server, email, objsign, sslCA, emailCA, objCA
nsBaseUrl = http://netscape.example/
1.3.6.1.4.1.311.20.2 = ASN1:BMP:WebServer
1.3.6.1.4.1.311.21.7 = ASN1:SEQUENCE:template
1.2.3.4.5.6 = critical, DER:04:03:01:02:03
[names]
DNS.1 = *.everything.example
DNS.2 = xn--fiq228c.example
email = ops@everything.example
URI = spiffe://everything.example/a/b
IP.1 = 192.0.2.7
IP.2 = 2001:db8::17
RID = 1.2.3.4
dirName = dn
otherName.1 = 1.3.6.1.4.1.311.20.2.3;UTF8:user@everything.example
otherName.2 = 1.2.3.4.9;FORMAT:UTF8,UTF8:其他
[plain]
fullname = URI:http://crl.example/a.crl, URI:ldap://ldap.example/cn=a
[limited]
fullname = URI:http://crl.example/b.crl
CRLissuer = dirName:dn
reasons = keyCompromise, CACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold, privilegeWithdrawn, AACompromise
[relative]
relativename = part
CRLissuer = dirName:dn
[part]
CN = part of a name
[policy]
policyIdentifier = 1.3.6.1.4.1.99999.3
CPS.1 = http://policy.example/cps
userNotice.1 = @notice
[notice]
explicitText = UTF8:须知 read this
organization = Haiyuan
noticeNumbers = 1, 22
[template]
id = OID:1.3.6.1.4.1.311.21.8.1.2
major = INTEGER:100
minor = INTEGER:7
`

let folder: string
let pem: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rescind-openssl-'))
  const at = (name: string) => path.join(folder, name)
  writeFileSync(at('req.cnf'), configuration)
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('key.pem'),
    '-out',
    at('all.pem'),
    '-utf8',
    '-config',
    at('req.cnf'),
    '-extensions',
    'everything',
    '-days',
    '30',
  )
  pem = readFileSync(at('all.pem'), 'utf8')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What openssl calls each extension. */
const titles: Readonly<Record<string, string>> = {
  'X509v3 Basic Constraints': 'basicConstraints',
  'X509v3 Key Usage': 'keyUsage',
  'X509v3 Extended Key Usage': 'extKeyUsage',
  'X509v3 Subject Key Identifier': 'subjectKeyIdentifier',
  'X509v3 Authority Key Identifier': 'authorityKeyIdentifier',
  'X509v3 Subject Alternative Name': 'subjectAltName',
  'X509v3 Issuer Alternative Name': 'issuerAltName',
  'X509v3 CRL Distribution Points': 'cRLDistributionPoints',
  'X509v3 Freshest CRL': 'freshestCRL',
  'Authority Information Access': 'authorityInfoAccess',
  'Subject Information Access': 'subjectInfoAccess',
  'X509v3 Certificate Policies': 'certificatePolicies',
  'X509v3 Policy Mappings': 'policyMappings',
  'X509v3 Policy Constraints': 'policyConstraints',
  'X509v3 Inhibit Any Policy': 'inhibitAnyPolicy',
  'X509v3 Name Constraints': 'nameConstraints',
  'TLS Feature': 'tlsFeature',
  'OCSP No Check': 'ocspNoCheck',
  'Netscape Comment': 'netscapeComment',
  'Netscape Cert Type': 'netscapeCertType',
  'Netscape Base Url': 'netscapeBaseUrl',
  '1.3.6.1.4.1.311.20.2': 'microsoftTemplateName',
  '1.3.6.1.4.1.311.21.7': 'microsoftTemplate',
  '1.2.3.4.5.6': '1.2.3.4.5.6',
}

/** What openssl says in other words than RFC 5280: theirs, and ours. The longest first. */
const words: readonly (readonly [theirs: RegExp, ours: string])[] = [
  [/TLS Web Server Authentication/g, 'serverAuth'],
  [/TLS Web Client Authentication/g, 'clientAuth'],
  [/E-mail Protection/g, 'emailProtection'],
  [/Digital Signature/g, 'digitalSignature'],
  [/Non Repudiation/g, 'nonRepudiation'],
  [/Certificate Sign\b/g, 'keyCertSign'],
  [/X509v3 Any Policy/g, 'anyPolicy'],
  [/AD Time Stamping/g, 'timeStamping'],
  [/Time Stamping/g, 'timeStamping'],
  [/CA Repository/g, 'caRepository'],
  [/CA Issuers/g, 'caIssuers'],
  [/OCSP Signing/g, 'OCSPSigning'],
  [/IP Address/g, 'IP'],
  [/Registered ID/g, 'registeredID'],
  [/Inhibit Policy Mapping/g, 'inhibitPolicyMapping'],
  [/Require Explicit Policy/g, 'requireExplicitPolicy'],
  [/SSL CA/g, 'sslCA'],
  [/S\/MIME CA/g, 'emailCA'],
  [/Object Signing CA/g, 'objectCA'],
  [/S\/MIME/g, 'email'],
  [/SSL (Client|Server)/g, 'ssl$1'],
  [/\b10\.20\.0\.0\/255\.255\.0\.0/g, '10.20.0.0/16'],
  [/2001:DB8:0:0:0:0:0:0\/FFFF:FFFF:0:0:0:0:0:0/g, '2001:db8:0:0:0:0:0:0/32'],
]

/** Headings of openssl's, and what it says of none: they tell nothing of the certificate. */
const decoration =
  /\b(Full Name|Relative Name|CRL Issuer|Reasons|Only|Policy|User Notice|Organization|Numbers?|Explicit Text|Permitted|Excluded|keyid|URI|othername|UPN|DirName|serial|Inhibit Any|UTF8)\b\s*:?/g

/** Letters and digits alone, so that only what is said counts, not how it is set. */
function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

type Said = { title: string; critical: boolean; lines: string[] }

/** The extensions in the text of openssl: a title a line, and under it, further in, what it says. */
function saidBy(text: string): Said[] {
  const body = text.slice(
    text.indexOf('X509v3 extensions:'),
    text.indexOf('Signature Algorithm', text.indexOf('X509v3 extensions:')),
  )
  const said: Said[] = []
  for (const line of body.split('\n').slice(1)) {
    const title = /^ {12}(\S.*?): ?(critical)?\s*$/.exec(line)
    if (title) said.push({ title: title[1] ?? '', critical: title[2] !== undefined, lines: [] })
    else if (line.trim() !== '') said.at(-1)?.lines.push(line.trim())
  }
  return said
}

function oursOf(extensions: readonly CertificateExtension[], title: string): CertificateExtension {
  const name = titles[title] ?? title
  const found = extensions.find((one) => (one.name ?? one.oid) === name)
  if (found === undefined) throw new Error(`openssl shows ${title}, and we do not`)
  return found
}

describe('every extension that openssl can make', () => {
  const text = () =>
    openssl('x509', '-in', path.join(folder, 'all.pem'), '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus')

  it('is there, named and with its criticality', () => {
    const extensions = decodeCertificate(pem)?.extensions ?? []
    const said = saidBy(text())
    expect(said.length).toBe(extensions.length)
    expect(said.length).toBeGreaterThan(23)
    for (const { title, critical } of said)
      expect([title, oursOf(extensions, title).critical]).toEqual([title, critical])
  })

  it('says everything that openssl says', () => {
    const extensions = decodeCertificate(pem)?.extensions ?? []
    const missing = saidBy(text()).flatMap(({ title, lines }) => {
      if (/^[\d.]+$/.test(title)) return []
      const ours = letters(oursOf(extensions, title).values.join('\n'))
      const theirs = words
        .reduce((line, [from, to]) => line.replaceAll(from, to), lines.join('\n'))
        .replaceAll(decoration, '\n')
      const pieces = theirs.split(/[,;\n+]/).map(letters)
      return pieces.filter((piece) => piece !== '' && !ours.includes(piece)).map((piece) => `${title}: ${piece}`)
    })
    expect(missing).toEqual([])
  })

  it('says what openssl leaves out', () => {
    const byName = Object.fromEntries(
      (decodeCertificate(pem)?.extensions ?? []).map((one) => [one.name ?? one.oid, one.values]),
    )
    expect(byName['subjectAltName']).toEqual([
      'DNS: *.everything.example',
      'DNS: xn--fiq228c.example',
      'email: ops@everything.example',
      'URI: spiffe://everything.example/a/b',
      'IP: 192.0.2.7',
      'IP: 2001:db8:0:0:0:0:0:17',
      'registeredID: 1.2.3.4',
      'directoryName: C=CN, O=Haiyuan Logistics, CN=everything.example',
      'otherName: userPrincipalName user@everything.example',
      'otherName: 1.2.3.4.9 其他',
    ])
    expect(byName['microsoftTemplateName']).toEqual(['WebServer'])
    expect(byName['microsoftTemplate']).toEqual(['template: 1.3.6.1.4.1.311.21.8.1.2', 'version: 100.7'])
    expect(byName['nameConstraints']).toContain('permitted IP: 10.20.0.0/16')
    expect(byName['nameConstraints']).toContain('excluded IP: 2001:db8:0:0:0:0:0:0/32')
    expect(byName['tlsFeature']).toEqual(['status_request (must-staple)', 'status_request_v2'])
    expect(byName['cRLDistributionPoints']).toContain(
      'relative to the issuer: CN=part of a name; issuer: C=CN, O=Haiyuan Logistics, CN=everything.example',
    )
    expect(byName['1.2.3.4.5.6']).toEqual(['0403010203'])
    expect(byName['certificatePolicies']).toContain('1.3.6.1.4.1.99999.3 notice: Haiyuan 1, 22; 须知 read this')
  })
})
