export const viewsPanelId = 'certificate-views'
