import errors from './en/errors.json'
import shell from './en/shell.json'
import signIn from './en/sign-in.json'
import states from './en/states.json'
import ui from './en/ui.json'

export const english = { errors, shell, signIn, states, ui }
