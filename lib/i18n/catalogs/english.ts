import alarms from './en/alarms.json'
import audit from './en/audit.json'
import authorities from './en/authorities.json'
import certificate from './en/certificate.json'
import certificates from './en/certificates.json'
import errors from './en/errors.json'
import exportWords from './en/export.json'
import failure from './en/failure.json'
import meter from './en/meter.json'
import operations from './en/operations.json'
import query from './en/query.json'
import reasons from './en/reasons.json'
import receipt from './en/receipt.json'
import shell from './en/shell.json'
import signIn from './en/sign-in.json'
import states from './en/states.json'
import ui from './en/ui.json'
import vendor from './en/vendor.json'
import views from './en/views.json'
import writes from './en/writes.json'
import pack from './en/pack.json'
import overview from './en/overview.json'
import settings from './en/settings.json'
import sync from './en/sync.json'

export const english = {
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
