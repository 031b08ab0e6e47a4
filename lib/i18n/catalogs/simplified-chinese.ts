import type { Messages } from '../messages.ts'
import errors from './zh-CN/errors.json'
import shell from './zh-CN/shell.json'
import signIn from './zh-CN/sign-in.json'
import states from './zh-CN/states.json'
import ui from './zh-CN/ui.json'

export const simplifiedChinese: Messages = { errors, shell, signIn, states, ui }
