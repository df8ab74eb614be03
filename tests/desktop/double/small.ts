/** Owns the double's small parts: each does nothing but remember what the application asked of it. */
import { EventEmitter } from 'node:events'

export const Menu = {
  template: [] as unknown[],
  buildFromTemplate: (template: unknown[]) => ({ items: template }),
  setApplicationMenu(menu: { items: unknown[] } | null) {
    Menu.template = menu?.items ?? []
  },
}

export const shell = {
  opened: [] as string[],
  async openExternal(url: string) {
    shell.opened.push(url)
  },
  async openPath() {
    return ''
  },
}

export const dialog = {
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
  showSaveDialog: async () => ({ canceled: true }),
  showMessageBox: async () => ({ response: 0 }),
  showErrorBox() {},
}

export const nativeTheme = Object.assign(new EventEmitter(), {
  themeSource: 'system',
  shouldUseDarkColors: false,
})

/** As on a machine without a keyring: the application must fall back to its own sealed file. */
export const safeStorage = {
  isEncryptionAvailable: () => false,
  getSelectedStorageBackend: () => 'basic_text',
  encryptString(): never {
    throw new Error('Encryption is not available')
  },
  decryptString(): never {
    throw new Error('Decryption is not available')
  },
}

export const powerMonitor = new EventEmitter()

const display = { id: 1, workArea: { x: 0, y: 0, width: 1600, height: 1000 } }
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] }

export class Notification {
  static shown: { title: string; body: string }[] = []
  static isSupported = () => true
  readonly #options: { title: string; body: string }

  constructor(options: { title: string; body: string }) {
    this.#options = options
  }
  show(): void {
    Notification.shown.push(this.#options)
  }
}
