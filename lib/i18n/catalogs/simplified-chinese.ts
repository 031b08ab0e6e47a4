import type { Messages } from '../messages.ts'
import alarms from './zh-CN/alarms.json'
import audit from './zh-CN/audit.json'
import authorities from './zh-CN/authorities.json'
import certificate from './zh-CN/certificate.json'
import certificates from './zh-CN/certificates.json'
import errors from './zh-CN/errors.json'
import exportWords from './zh-CN/export.json'
import failure from './zh-CN/failure.json'
import meter from './zh-CN/meter.json'
import operations from './zh-CN/operations.json'
import query from './zh-CN/query.json'
import reasons from './zh-CN/reasons.json'
import receipt from './zh-CN/receipt.json'
import shell from './zh-CN/shell.json'
import signIn from './zh-CN/sign-in.json'
import states from './zh-CN/states.json'
import ui from './zh-CN/ui.json'
import vendor from './zh-CN/vendor.json'
import views from './zh-CN/views.json'
import writes from './zh-CN/writes.json'
import pack from './zh-CN/pack.json'
import overview from './zh-CN/overview.json'
import settings from './zh-CN/settings.json'
import sync from './zh-CN/sync.json'

export const simplifiedChinese: Messages = {
  alarms,
  audit,
  authorities,
  certificate,
  certificates,
  errors,
  export: exportWords,
  failure,
  meter,
  operations,
  query,
  reasons,
  receipt,
  shell,
  signIn,
  states,
  ui,
  overview,
  pack,
  settings,
  sync,
  vendor,
  views,
  writes,
}
