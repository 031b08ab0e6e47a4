// A logistics company that does not exist. Every domain ends in a name reserved for examples (RFC 2606) and every address
// is private: nothing here points at anybody.

export const organization = '鹭岛物流有限公司'
export const domain = 'ludao-logistics.example'

type Some<Item> = readonly [Item, ...Item[]]

export type Site = {
  readonly code: string
  readonly name: string
  readonly locality: string
  readonly state: string
  readonly net: number
}

export const sites: Some<Site> = [
  { code: 'xmn', name: '厦门枢纽', locality: 'Xiamen', state: 'Fujian', net: 16 },
  { code: 'sha', name: '上海浦东仓', locality: 'Shanghai', state: 'Shanghai', net: 20 },
  { code: 'can', name: '广州白云仓', locality: 'Guangzhou', state: 'Guangdong', net: 24 },
  { code: 'szx', name: '深圳前海仓', locality: 'Shenzhen', state: 'Guangdong', net: 28 },
  { code: 'hgh', name: '杭州萧山仓', locality: 'Hangzhou', state: 'Zhejiang', net: 32 },
  { code: 'ctu', name: '成都青白江仓', locality: 'Chengdu', state: 'Sichuan', net: 36 },
  { code: 'wuh', name: '武汉东西湖仓', locality: 'Wuhan', state: 'Hubei', net: 40 },
  { code: 'tsn', name: '天津港', locality: 'Tianjin', state: 'Tianjin', net: 44 },
  { code: 'ckg', name: '重庆果园港', locality: 'Chongqing', state: 'Chongqing', net: 48 },
  { code: 'urc', name: '乌鲁木齐陆港', locality: 'Urumqi', state: 'Xinjiang', net: 52 },
]

export const departments: Some<string> = [
  '财务部',
  '人力资源部',
  '信息安全部',
  '运输调度中心',
  '仓储管理部',
  '关务部',
  '客户服务部',
  '采购部',
  '法务部',
  '冷链事业部',
  '国际货运部',
  '数据平台部',
]

export const surnames: Some<readonly [han: string, latin: string]> = [
  ['王', 'wang'],
  ['李', 'li'],
  ['张', 'zhang'],
  ['刘', 'liu'],
  ['陈', 'chen'],
  ['杨', 'yang'],
  ['黄', 'huang'],
  ['赵', 'zhao'],
  ['周', 'zhou'],
  ['吴', 'wu'],
  ['徐', 'xu'],
  ['孙', 'sun'],
  ['林', 'lin'],
  ['何', 'he'],
  ['郭', 'guo'],
  ['欧阳', 'ouyang'],
  ['郑', 'zheng'],
  ['谢', 'xie'],
  ['许', 'xu'],
  ['吕', 'lv'],
]

export const givenNames: Some<readonly [han: string, latin: string]> = [
  ['芳', 'fang'],
  ['伟', 'wei'],
  ['秀英', 'xiuying'],
  ['敏', 'min'],
  ['静', 'jing'],
  ['丽', 'li'],
  ['强', 'qiang'],
  ['磊', 'lei'],
  ['洋', 'yang'],
  ['艳', 'yan'],
  ['勇', 'yong'],
  ['娟', 'juan'],
  ['涛', 'tao'],
  ['明', 'ming'],
  ['超', 'chao'],
  ['秀兰', 'xiulan'],
  ['霞', 'xia'],
  ['平', 'ping'],
  ['刚', 'gang'],
  ['桂英', 'guiying'],
  ['雨欣', 'yuxin'],
  ['子涵', 'zihan'],
  ['梓轩', 'zixuan'],
  ['思远', 'siyuan'],
]

/** Kinds of devices: prefix of the name, and whose they are. */
export const devices: Some<readonly [prefix: string, department: string]> = [
  ['pda', '仓储管理部'],
  ['agv', '仓储管理部'],
  ['sorter', '仓储管理部'],
  ['truck-tbox', '运输调度中心'],
  ['reefer-sensor', '冷链事业部'],
  ['gate-cam', '信息安全部'],
  ['dock-scale', '仓储管理部'],
  ['label-printer', '仓储管理部'],
  ['rfid-portal', '关务部'],
  ['driver-tablet', '运输调度中心'],
]

/** Services: what they are called, what the label in Chinese is, and whose they are. */
export const services: Some<readonly [name: string, label: string, department: string]> = [
  ['payment-gateway', '支付网关', '财务部'],
  ['order-router', '订单路由', '数据平台部'],
  ['customs-declare', '报关服务', '关务部'],
  ['route-planner', '路径规划', '运输调度中心'],
  ['wms-core', '仓储核心', '仓储管理部'],
  ['tms-dispatch', '运输调度', '运输调度中心'],
  ['cold-chain-monitor', '冷链监控', '冷链事业部'],
  ['invoice-ocr', '发票识别', '财务部'],
  ['partner-edi', '伙伴数据交换', '国际货运部'],
  ['waybill-api', '运单接口', '数据平台部'],
  ['notify', '消息通知', '客户服务部'],
  ['ledger-export', '账务导出', '财务部'],
  ['kafka-broker', '消息队列', '数据平台部'],
  ['vault-agent', '密钥代理', '信息安全部'],
  ['metrics-push', '指标采集', '数据平台部'],
]

/** Front ends and machines with a server certificate. */
export const hosts: Some<readonly [name: string, department: string]> = [
  ['portal', '客户服务部'],
  ['track', '客户服务部'],
  ['api', '数据平台部'],
  ['erp', '财务部'],
  ['hr', '人力资源部'],
  ['git', '信息安全部'],
  ['registry', '信息安全部'],
  ['mqtt', '运输调度中心'],
  ['wms', '仓储管理部'],
  ['tms', '运输调度中心'],
  ['mail', '信息安全部'],
  ['ldap', '信息安全部'],
  ['k8s-api', '数据平台部'],
  ['grafana', '数据平台部'],
  ['customs', '关务部'],
  ['edi', '国际货运部'],
]

export const environments: Some<string> = ['prod', 'prod', 'prod', 'staging', 'test', 'dr']
