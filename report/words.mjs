/*
 * words.mjs -- what the page says, and how it writes numbers, in each language
 *
 * Names of departments, categories, states, clocks and of most figures come
 * from the desk; here stand the sentences around them.
 */

const UNITS = { en: ['min', 'hours', 'days'], zh: ['分钟', '小时', '天'] };

/* writers -- functions that write numbers, times and days in a language */
export function writers(language, currency) {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const tenthCell = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percentCell = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 });
  const dated = (options) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    return (day) => format.format(new Date(`${day}T00:00:00Z`));
  };
  const gap = language === 'zh' ? ' ' : '\u00a0';

  return {
    count: (n) => plain.format(n),
    tenth: (n) => tenth.format(n),
    /* in a column of a table all have a digit after the point */
    tenthCell: (n) => tenthCell.format(n),
    shareCell: (n) => percentCell.format(n),
    share: (n) => percent.format(n),
    wholeShare: (n) => whole.format(n),
    money: (n) => money.format(n),
    duration(minutes) {
      const unit = minutes < 59.5 ? 0 : minutes % 1440 !== 0 && minutes < 60 * 47.5 ? 1 : 2;
      const n = minutes / [1, 60, 1440][unit];
      const name = UNITS[language][unit];
      const text = unit === 0 || n >= 20 ? plain.format(n) : tenth.format(n);

      if (text === '0') return `<${gap}1${gap}${name}`;
      return text + gap + (text === '1' ? name.replace(/s$/, '') : name);
    },
    day: dated({ day: 'numeric', month: 'long', year: 'numeric' }),
    dayShort: dated({ day: 'numeric', month: language === 'zh' ? 'numeric' : 'short' }),
    month: dated({ month: 'long', year: 'numeric' }),
    monthShort: dated(language === 'zh' ? { month: 'numeric', year: '2-digit' } : { month: 'short', year: '2-digit' }),
  };
}

function were(n) {
  return n === '1' ? '1 was' : `${n} were`;
}

export const words = {
  en: {
    kicker: 'Complaints report',
    table: 'Table',
    none: 'none',
    unknown: 'not assigned',
    uncategorised: 'no category yet',
    notYet: 'open, or the end is not known',
    before: 'before',
    points: 'points',
    same: 'as before',
    nothing: 'There is nothing to show for this period.',
    nothingNow: 'Nothing is open.',
    noHeadline: 'No complaints were received',
    headline: (received, change, one) => `${received} ${one ? 'complaint' : 'complaints'} received${change}`,
    more: (p, span) => `, ${p} more than in the ${span} before`,
    fewer: (p, span) => `, ${p} fewer than in the ${span} before`,
    equal: (span) => `, as many as in the ${span} before`,
    days: (n) => (n === '1' ? 'day' : `${n} days`),
    months: (n) => (n === '1' ? 'month' : `${n} months`),
    lede: {
      flow: (closed, open) => `${closed === '0' ? 'None was' : were(closed)} closed in the period; ${open === '0' ? 'none was' : were(open)} open at its end.`,
      onTime: (rate) => `${rate} of the deadlines were kept.`,
      answer: (half, most) => `Half of the customers had a first answer within ${half}, nine in ten within ${most}.`,
    },
    compared: (period) => `Compared with ${period}`,
    made: (at, zone) => `Figures as of ${at} (${zone})`,
    counts: 'A case counts in the period in which it was received, with what it has come to by now. Later cases have had less time to be resolved than those of the period before.',
    key: { now: 'this period', before: 'the period before', received: 'received', closed: 'closed', median: 'half are through', p90: 'nine in ten are through', open: 'open', overdue: 'of these overdue', lately: 'lately', earlier: 'in the window before', recall: 'of its texts found', precision: 'of what it was given right' },
    per: { day: 'a day', week: 'a week', month: 'a month' },
    section: { numbers: 'Key numbers', course: 'Trend', time: 'In time?', stuck: 'Where cases wait', hot: 'What it is about', work: 'Work on the desk now', care: 'What customers say, what it cost', model: 'How well texts are sorted', meaning: 'What the numbers mean' },
    sectionNow: (at) => `At the moment of this report, ${at}`,
    chart: {
      flow: (per) => `Received and closed, ${per}`,
      stock: 'Open cases',
      stockNote: 'at the end of each interval',
      clocks: 'Deadlines kept, by clock',
      clocksNote: 'share of the deadlines that were met in time',
      byCategory: 'Deadlines kept, by category',
      within: 'Closed how soon',
      stays: 'Time spent in each state',
      staysNote: 'stays that have ended, of cases received in the period; longest in total first',
      waiting: 'Waiting now',
      waitingNote: 'open cases by state and department; half of them have been there at least as long as said',
      categories: 'Cases by category',
      issues: 'Issues that come up now',
      issuesNote: 'cases about the same issue in the latest window of the hot spot rules, and in the one before it; ▲\u00a0rising',
      merchants: 'Merchants and branches with most cases',
      owners: 'Open cases by owner',
      scores: 'Scores of satisfaction',
      scoresNote: 'latest score of each case received in the period',
      cost: (per) => `Cost of remedies, ${per}`,
      costNote: 'executed remedies by the day on which their case was received',
      modelCodes: 'Found and right, by category',
      modelCodesNote: 'worst first; in texts that the model had not learned from',
      modelCurve: 'How much can be left to the model',
      modelCurveNote: (wanted) => `of the texts, likeliest first, the share that it decides (across) and the share of that which is right (up); dashed: the ${wanted} that are wanted`,
    },
    score: (n) => `${'★'.repeat(n)}${'☆'.repeat(5 - n)} ${n}`,
    of: (share, n) => `${share} of ${n}`,
    halfMost: (half, most) => `${half} – ${most}`,
    ownerLine: (open, overdue, soon) => `${open}${overdue}${soon}`,
    overdue: (n) => ` · ${n} overdue`,
    soon: (n) => ` · ${n} due soon`,
    rising: '▲ ',
    meant: { clocks: 'Deadlines kept, by clock', overdue: 'Overdue', lately: 'Issues: lately', score: 'Composite score' },
    model: (examples, right, part, wanted) => `The model has learned from ${examples} examples. Of texts that it had not seen it put ${right} into the right category; ${part} it may decide alone if ${wanted} of that have to be right.`,
    mixedUp: 'Most often mixed up',
    departmentsNow: 'Departments now',
    departmentsPast: 'Departments in the period',
    column: { since: 'from', until: 'to', received: 'received', before: 'before', closed: 'closed', open: 'open', met: 'in time', late: 'late', overdue: 'overdue', running: 'running', rate: 'in time', median: 'median', p90: '90 %', stays: 'stays', cases: 'cases', longest: 'longest', waiting: 'waiting', soon: 'due soon', oldest: 'oldest, days', satisfied: 'satisfied', remedies: 'remedies', cost: 'cost', department: 'department', owner: 'owner', category: 'category', clock: 'clock', state: 'state', issue: 'issue', merchant: 'merchant', score: 'score', composite: (month) => `composite score, ${month}`, lately: 'lately', frequency: 'frequency', examples: 'examples', recall: 'found', precision: 'right', probability: 'probability from', coverage: 'decided', taken: 'taken for' },
    figure: { received: 'Received', closings: 'Closed in the period', open: 'Open at the end', resolution_rate: 'Resolved', on_time_rate: 'Deadlines kept', first_response_median: 'First answer, median', resolution_median: 'Time to the end, median', satisfied_share: 'Satisfied', repeat_rate: 'Complained again', escalation_rate: 'Escalated in handling', reopened: 'Reopened', cost: 'Cost of remedies' },
    note: { most: (t) => `nine in ten within ${t}`, joined: (n) => (n === '1' ? '1 more call about an open case' : `${n} more calls about open cases`), ofReceived: (n) => `${n} of those received`, judged: (n) => `of ${n} judged`, score: (m, n) => `mean score ${m} of ${n} answers`, remedies: (n) => (n === '1' ? '1 remedy' : `${n} remedies`) },
    meaning: {
      open: 'Received and not closed by the end of the period, whenever they came in. Cases whose time of closing is not known count as closed on receipt.',
      first_response_median: 'The time that half of the cases received in the period did not exceed; elapsed, exact.',
      resolution_median: 'The time that half of the cases received in the period and closed by now did not exceed; elapsed, exact.',
      stays: 'Median and the time that nine in ten stays did not exceed; elapsed, exact.',
    },
    footer: (desk) => `Made by complaint_flow from the KPI views of desk “${desk}”. The page holds no names or contact data of customers, needs no network and runs no program.`,
  },
  zh: {
    kicker: '投诉分析报告',
    table: '数据表',
    none: '无',
    unknown: '未分配',
    uncategorised: '尚未分类',
    notYet: '未结案或结案时间不详',
    before: '上期',
    points: '个百分点',
    same: '与上期持平',
    nothing: '本期没有可显示的数据。',
    nothingNow: '目前没有未结投诉。',
    noHeadline: '本期未受理投诉',
    headline: (received, change) => `本期受理投诉 ${received} 件${change}`,
    more: (p, span) => `，比${span}增加 ${p}`,
    fewer: (p, span) => `，比${span}减少 ${p}`,
    equal: (span) => `，与${span}持平`,
    days: (n) => (n === '1' ? '前一天' : `前 ${n} 天`),
    months: (n) => (n === '1' ? '上月' : `前 ${n} 个月`),
    lede: {
      flow: (closed, open) => `期内办结 ${closed} 件，期末未结 ${open} 件。`,
      onTime: (rate) => `时限达成率 ${rate}。`,
      answer: (half, most) => `半数客户在 ${half}内得到首次回复，九成在 ${most}内。`,
    },
    compared: (period) => `对比期：${period}`,
    made: (at, zone) => `数据截至 ${at}（${zone}）`,
    counts: '投诉按受理日计入期间，以目前的处理结果为准；本期投诉的处理时间短于上期，解决率不宜直接比较。',
    key: { now: '本期', before: '上期', received: '受理', closed: '办结', median: '半数完成', p90: '九成完成', open: '未结', overdue: '其中逾期', lately: '近期', earlier: '上一窗口', recall: '本类文本被找出的比例', precision: '判为本类中正确的比例' },
    per: { day: '每日', week: '每周', month: '每月' },
    section: { numbers: '关键指标', course: '趋势', time: '是否及时', stuck: '瓶颈环节', hot: '投诉热点', work: '当前工作量', care: '客户评价与补救成本', model: '文本分类效果', meaning: '指标口径' },
    sectionNow: (at) => `截至报告生成时刻 ${at}`,
    chart: {
      flow: (per) => `${per}受理与办结`,
      stock: '未结投诉',
      stockNote: '各时段末',
      clocks: '各类时限达成率',
      clocksNote: '按时达成的时限所占比例',
      byCategory: '各类别时限达成率',
      within: '结案快慢',
      stays: '各状态停留时长',
      staysNote: '本期受理投诉中已结束的停留，按总时长排序',
      waiting: '目前停留在哪里',
      waitingNote: '未结投诉所处状态与部门；半数停留时长不短于所示时长',
      categories: '投诉类别',
      issues: '近期高频问题',
      issuesNote: '同一问题在热点规则最近窗口与前一窗口内的件数；▲\u00a0上升',
      merchants: '投诉最多的商户或门店',
      owners: '各处理人未结投诉',
      scores: '满意度评分',
      scoresNote: '本期受理投诉的最新评分',
      cost: (per) => `${per}补救成本`,
      costNote: '已执行的补救，按投诉受理日计',
      modelCodes: '各类别的召回与准确',
      modelCodesNote: '效果最差的在前；以模型未学过的文本计',
      modelCurve: '可交由模型自动判定的比例',
      modelCurveNote: (wanted) => `文本按把握由大到小：横轴为自动判定的比例，纵轴为其中判定正确的比例；虚线为要求达到的 ${wanted}`,
    },
    score: (n) => `${'★'.repeat(n)}${'☆'.repeat(5 - n)} ${n} 分`,
    of: (share, n) => `${share}（共 ${n}）`,
    halfMost: (half, most) => `${half} – ${most}`,
    ownerLine: (open, overdue, soon) => `${open}${overdue}${soon}`,
    overdue: (n) => ` · 逾期 ${n}`,
    soon: (n) => ` · 临期 ${n}`,
    rising: '▲ ',
    meant: { clocks: '各类时限达成率', overdue: '逾期', lately: '问题：近期', score: '综合得分' },
    model: (examples, right, part, wanted) => `模型学习了 ${examples} 条样例。对未学过的文本，类别判定正确 ${right}；如要求自动判定的正确率达到 ${wanted}，可自动判定 ${part}。`,
    mixedUp: '最常混淆的类别',
    departmentsNow: '各部门当前情况',
    departmentsPast: '各部门本期情况',
    column: { since: '起', until: '止', received: '受理', before: '上期', closed: '办结', open: '未结', met: '达成', late: '超时', overdue: '逾期', running: '进行中', rate: '达成率', median: '中位数', p90: '90% 分位', stays: '次数', cases: '件数', longest: '最长', waiting: '等待', soon: '临期', oldest: '最久（天）', satisfied: '满意', remedies: '补救件数', cost: '成本', department: '部门', owner: '处理人', category: '类别', clock: '时限', state: '状态', issue: '问题', merchant: '商户', score: '评分', composite: (month) => `综合得分（${month}）`, lately: '近期', frequency: '频次', examples: '样例', recall: '召回', precision: '准确', probability: '概率不低于', coverage: '判定比例', taken: '误判为' },
    figure: { received: '受理量', closings: '结案数', open: '期末未结', resolution_rate: '解决率', on_time_rate: '及时率', first_response_median: '首次响应时长（中位数）', resolution_median: '处理时长（中位数）', satisfied_share: '满意度', repeat_rate: '重复投诉率', escalation_rate: '督办率', reopened: '重开件', cost: '补救成本' },
    note: { most: (t) => `九成在 ${t}内`, joined: (n) => `另有 ${n} 次来电并入未结案件`, ofReceived: (n) => `本期受理中 ${n} 件`, judged: (n) => `共 ${n} 个已判定时限`, score: (m, n) => `平均 ${m} 分，共 ${n} 条评价`, remedies: (n) => `${n} 件补救` },
    meaning: {
      received: '期内受理的投诉，含导入的历史投诉；并入未结案件的投诉单不计。',
      closings: '期内（按结案当地日期）结案的投诉；其余指标均按受理日计。',
      open: '截至期末受理而未结案的投诉，不论何时受理；结案时间不详的按受理时结案计。',
      resolution_rate: '（完全解决 + 部分解决）÷ 受理量。',
      on_time_rate: '按时达成 ÷（按时达成 + 超时达成 + 逾期未办）；进行中与取消的时限不计。',
      first_response_median: '从受理到首次联系上客户（受理确认不计）或首次响应时限因其他事项（如首次来电即办结）达成的自然时间，取中位数。',
      resolution_median: '从受理到结案的自然时间，取中位数；未结案的不计。',
      satisfied_share: '评价为满意的投诉 ÷ 有评分的投诉；以最新评分为准。',
      repeat_rate: '与同一客户同一问题的先前投诉关联的投诉 ÷ 受理量。',
      escalation_rate: '有时限达到升级步骤的投诉 ÷ 受理量。',
      reopened: '至少重开过一次的投诉。',
      cost: '已执行补救的金额，仅计本台币种。',
      clocks: '单类时限：按时达成 ÷（按时 + 超时 + 逾期）。',
      stays: '已结束的状态停留时长（自然时间）。',
      waiting: '未结投诉自进入当前状态以来的时长。',
      overdue: '有时限已逾期的未结投诉。',
      lately: '热点规则最近窗口内的件数。',
      within: '期内受理的投诉中，在所示时间内结案的件数，各档不重复计。',
      score: '按规则表所定权重，由各项指标的得分加权平均；数据少的月份参考价值有限。',
    },
    footer: (desk) => `由 complaint_flow 根据投诉台“${desk}”的 KPI 视图生成。本页不含客户姓名与联系方式，无需网络，不运行脚本。`,
  },
};
