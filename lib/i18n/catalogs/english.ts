import certificates from './en/certificates.json'
import errors from './en/errors.json'
import operations from './en/operations.json'
import reasons from './en/reasons.json'
import receipt from './en/receipt.json'
import shell from './en/shell.json'
import signIn from './en/sign-in.json'
import states from './en/states.json'
import ui from './en/ui.json'
import vendor from './en/vendor.json'
import writes from './en/writes.json'

export const english = { certificates, errors, operations, reasons, receipt, shell, signIn, states, ui, vendor, writes }
