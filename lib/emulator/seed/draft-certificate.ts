import { createRandom, mixSeeds, type Random } from '../random.ts'
import type { CertificateType } from '../store/certificate-row.ts'
import {
  departments,
  devices,
  domain,
  environments,
  givenNames,
  hosts,
  organization,
  services,
  sites,
  surnames,
  type Site,
} from './company.ts'
import { DAY_MS, dns, ip, type Draft } from './draft.ts'

type Naming = Pick<Draft, 'type' | 'commonName' | 'organizationUnit' | 'sans' | 'alias'> & { readonly days: number }

/** Of 1,000: about 900 in force, 70 of the rest revoked, the others expired. */
const REVOKED_SHARE = 0.07
/** A certificate's age runs to this share of its life: beyond 1 it has expired. */
const OLDEST_AGE = 1.06

/** Row `index` of a seed: a pure function of both, so that a million rows need no memory and can be resumed. */
export function draftCertificate(seed: number, index: number, type?: CertificateType): Draft {
  const random = createRandom(mixSeeds(seed, index))
  const site = random.pick(sites)
  const { days, ...naming } = nameOne(random, site, index, type)
  const lifeMs = days * DAY_MS
  const ageMs = Math.floor(random.below(1_000_000) * 1e-6 * lifeMs * OLDEST_AGE)
  const livedMs = Math.min(ageMs, lifeMs)
  const isRevoked = random.chance(REVOKED_SHARE) && livedMs > DAY_MS
  const issuer = pickIssuer(random, ageMs)
  return {
    ...naming,
    issuer,
    organization,
    locality: site.locality,
    state: site.state,
    country: 'CN',
    notBefore: -ageMs,
    notAfter: lifeMs - ageMs,
    revokedAt: isRevoked ? -ageMs + Math.floor(livedMs * (0.05 + random.below(900) / 1000)) : null,
    enableCrl: issuer !== 'legacy' && random.chance(0.9),
    sharedKey: null,
  }
}

/** The legacy CA issued only what is old by now. */
function pickIssuer(random: Random, ageMs: number): Draft['issuer'] {
  const draw = random.below(100)
  if (draw < 12 && ageMs > 300 * DAY_MS) return 'legacy'
  return draw < 28 ? 'rsa' : 'ec'
}

function nameOne(random: Random, site: Site, index: number, type: CertificateType | undefined): Naming {
  const draw = random.below(100)
  if (type === 'SERVER' || (type === undefined && draw < 22)) return nameServer(random, site, index)
  if (draw < 58) return nameDevice(random, site, index)
  return draw < 80 ? nameService(random, site, index) : namePerson(random, index)
}

function nameServer(random: Random, site: Site, index: number): Naming {
  const [host, department] = random.pick(hosts)
  const zone = random.pick(environments)
  const number = 1 + (index % 97)
  const label = `${host}-${String(number).padStart(2, '0')}`
  const primary = `${label}.${zone}.${site.code}.${domain}`
  const more = [
    dns(`${host}.${zone}.${domain}`),
    dns(`${label}.${site.code}.svc`),
    ip(`10.${site.net}.${random.below(256)}.${1 + random.below(254)}`),
    dns(`*.${host}.${domain}`),
  ]
  return {
    type: 'SERVER',
    commonName: primary,
    organizationUnit: department,
    sans: [dns(primary), ...more.slice(0, random.below(more.length + 1))],
    alias: zone === 'prod' ? `${site.name} ${host}` : null,
    days: random.pick([398, 398, 825]),
  }
}

function nameDevice(random: Random, site: Site, index: number): Naming {
  const [prefix, department] = random.pick(devices)
  const commonName = `${prefix}-${site.code}-${String(index + 1).padStart(6, '0')}`
  return {
    type: 'CLIENT',
    commonName,
    organizationUnit: department,
    sans: random.chance(0.7) ? [dns(`${commonName}.dev.${domain}`)] : [],
    alias: null,
    days: random.pick([730, 1095]),
  }
}

function nameService(random: Random, site: Site, index: number): Naming {
  const [name, label, department] = random.pick(services)
  const zone = random.pick(environments)
  const commonName = random.chance(0.25)
    ? `${label}-${zone}-${1 + (index % 9)}`
    : `${name}.${zone}.${site.code}.${domain}`
  const spiffe = `spiffe://${domain}/${zone}/${name}`
  return {
    type: 'CLIENT',
    commonName,
    organizationUnit: department,
    sans: [{ kind: 'uri', value: spiffe }, ...(random.chance(0.5) ? [dns(`${name}.${zone}.${domain}`)] : [])],
    alias: label,
    days: random.pick([365, 398]),
  }
}

function namePerson(random: Random, index: number): Naming {
  const [surname, surnameLatin] = random.pick(surnames)
  const [given, givenLatin] = random.pick(givenNames)
  return {
    type: 'CLIENT',
    commonName: `${surname}${given}`,
    organizationUnit: random.pick(departments),
    sans: [{ kind: 'email', value: `${givenLatin}.${surnameLatin}${index + 1}@${domain}` }],
    alias: null,
    days: 365,
  }
}
