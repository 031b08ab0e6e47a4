import { domain, organization } from './company.ts'
import { DAY_MS, dns, ip, type Draft } from './draft.ts'

const YEAR = 365 * DAY_MS

/** The first rows of every seed: the cases that somebody will look for, whatever the seed. */
export const landmarks: readonly Draft[] = [
  server('portal.prod.ludao', { notAfter: 3 * DAY_MS - 3_600_000, names: ['portal', 'www', 'm'], alias: '客户门户' }),
  client('王芳', '财务部', { notAfter: 7 * DAY_MS - 3_600_000, email: 'fang.wang' }),
  client('payment-gateway.prod', '财务部', { notAfter: 15 * DAY_MS - 3_600_000, alias: '支付网关' }),
  server('mqtt.prod.ludao', { notAfter: 26 * DAY_MS - 3_600_000, names: ['mqtt'], issuer: 'rsa' }),
  server('erp-old.prod.ludao', { notAfter: -2 * DAY_MS, names: ['erp-old'] }),
  client('陈磊', '运输调度中心', { revokedAt: -DAY_MS, email: 'lei.chen' }),
  client('truck-tbox-lost-000017', '运输调度中心', { revokedAt: -9 * DAY_MS, issuer: 'rsa' }),
  client('fax-gateway', '信息安全部', { issuer: 'legacy', notBefore: -4 * YEAR + DAY_MS, notAfter: 40 * DAY_MS }),
  client('dock-scale-retired', '仓储管理部', {
    issuer: 'legacy',
    notBefore: -3 * YEAR,
    notAfter: -90 * DAY_MS,
    revokedAt: -200 * DAY_MS,
  }),
  // One key in two certificates: the renewal that kept it.
  server('track.prod.ludao', { notBefore: -380 * DAY_MS, notAfter: 18 * DAY_MS, names: ['track'], sharedKey: 'track' }),
  server('track.prod.ludao', { notBefore: -DAY_MS, notAfter: 397 * DAY_MS, names: ['track'], sharedKey: 'track' }),
  // Names from a certificate are untrusted text: a right-to-left override, a spreadsheet formula, one as long as allowed.
  client('invoice-\u202Efdp.exe', '财务部', {}),
  client(`=HYPERLINK("http://${domain}","open")`, '采购部', {}),
  client(
    '鹭岛物流冷链事业部华东区第三仓储中心一号自动分拣线视觉识别与称重一体化设备控制服务备用节点二〇二六年度第四季度换发版本测试用',
    '冷链事业部',
    {},
  ),
  server(`${'very-long-host-name-of-a-forgotten-cluster.'.repeat(4)}${domain}`, { names: ['long'] }),
]

type Choice = Partial<Pick<Draft, 'issuer' | 'notBefore' | 'notAfter' | 'revokedAt' | 'alias' | 'sharedKey'>>

function client(commonName: string, organizationUnit: string, choice: Choice & { email?: string }): Draft {
  const { email, ...dates } = choice
  const sans: Draft['sans'] = email === undefined ? [] : [{ kind: 'email', value: `${email}@${domain}` }]
  return landmark({ type: 'CLIENT', commonName, organizationUnit, sans }, dates)
}

function server(label: string, choice: Choice & { names: readonly string[] }): Draft {
  const { names, ...dates } = choice
  const commonName = label.endsWith('.ludao') ? label.replace('ludao', domain) : label
  const sans = [dns(commonName), ...names.map((name) => dns(`${name}.${domain}`)), ip('10.16.0.10')]
  return landmark({ type: 'SERVER', commonName: commonName.slice(0, 64), organizationUnit: '客户服务部', sans }, dates)
}

function landmark(naming: Pick<Draft, 'type' | 'commonName' | 'organizationUnit' | 'sans'>, choice: Choice): Draft {
  const notAfter = choice.notAfter ?? 200 * DAY_MS
  return {
    ...naming,
    issuer: 'ec',
    organization,
    locality: 'Xiamen',
    state: 'Fujian',
    country: 'CN',
    notBefore: notAfter - 398 * DAY_MS,
    notAfter,
    revokedAt: null,
    enableCrl: choice.issuer !== 'legacy',
    alias: null,
    sharedKey: null,
    ...choice,
  }
}
