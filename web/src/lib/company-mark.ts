/** Places that companies' names begin with; they tell no two of one city apart. */
const PLACES =
  '内蒙古|黑龙江|石家庄|连云港|张家港|北京|上海|天津|重庆|河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾|' +
  '深圳|广州|东莞|佛山|珠海|中山|惠州|汕头|江门|南京|苏州|无锡|常州|南通|扬州|徐州|盐城|镇江|泰州|昆山|杭州|宁波|温州|嘉兴|绍兴|台州|金华|湖州|合肥|芜湖|福州|厦门|泉州|漳州|南昌|济南|青岛|烟台|潍坊|临沂|淄博|郑州|洛阳|武汉|宜昌|襄阳|长沙|株洲|成都|绵阳|贵阳|昆明|西安|兰州|西宁|银川|太原|沈阳|大连|长春|哈尔滨|唐山|保定|南宁|柳州|海口'

const LEADING = new RegExp(`^(?:(?:${PLACES})(?:省|市|自治区)?)+`)

/** The sign of a company: the first character of its own name, not of the city it is in. */
export function companyMark(name: string): string {
  const own = name.replace(LEADING, '').replace(/^[\s（(]+/, '')
  return [...(own || name)][0]?.toUpperCase() ?? ''
}
