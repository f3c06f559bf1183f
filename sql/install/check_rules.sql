-- What is wrong with a policy (SPEC R41).  The files check_*.sql look, a topic
-- each; the words of what they find stand here.

-- %1$s is the rule, %2$s the other rule, %3$s and so on what else was found
@list finding kind severity finding finding_zh cure cure_zh
nobody_works_here | note | Nobody works at this desk yet. | 目前没有在岗员工。 | Enter the people into table staff; then rules that reach nobody are found, too. | 请在staff表中登记员工，之后才能检查规则能否落实到人。
nobody_gets_case | error | No routing rule takes cases with %1$s, and there is no fallback role: nobody gets them. | 没有路由规则受理%1$s的投诉，也未设置兜底岗位，投诉将无人处理。 | Add a routing rule without a condition at the end, or set desk.fallback_role. | 请在末尾增加一条无条件的路由规则，或设置desk.fallback_role。
no_route | warning | No routing rule takes cases with %1$s; they wait for role %3$s. | 没有路由规则受理%1$s的投诉，只能等待兜底岗位%3$s。 | Add a routing rule for them, or one without a condition at the end. | 请增加相应的路由规则，或在末尾增加一条无条件的规则。
no_clock | warning | Cases with %1$s get no clock %2$s, which others have. | %1$s的投诉没有时限%2$s，而其他投诉有。 | Add a clock rule for them, or one without a condition at the end. | 请增加相应的时限规则，或在末尾增加一条无条件的规则。
no_script | note | Category %1$s has no script in language %2$s. | 类别%1$s没有语言为%2$s的话术。 | Write one, or one for every category. | 请编写该类别的话术，或编写适用于所有类别的话术。
no_completeness | note | No completeness rule can ask for anything in category %1$s. | 类别%1$s没有适用的信息完整性规则。 | Add a rule that says what such a sheet needs. | 请增加规则，说明此类投诉单所需的信息。
clock_starts_never | error | Clock rule "%1$s" starts only in states where no clock starts or that do not exist: %3$s. | 时限规则“%1$s”只在不启动时限的终结状态或不存在的状态启动：%3$s。 | Change starts_on: no clock starts in a final state. | 请修改starts_on：终结状态不启动时限。
clock_starts_unreachable | warning | Clock rule "%1$s" starts only in states that no case reaches: %3$s. | 时限规则“%1$s”只在无法到达的状态启动：%3$s。 | Change starts_on, or add a transition to the state. | 请修改starts_on，或增加进入该状态的流转。
clock_never_met | error | Nothing can meet the clock of rule "%1$s": no case comes to %3$s from where it starts. | 时限规则“%1$s”无法达成：从启动处无法到达%3$s。 | Change met_by, or add the missing transitions. | 请修改met_by，或补充缺少的流转。
clock_pauses_for_ever | warning | The clock of rule "%1$s" stands still in state %3$s, which no case leaves. | 时限规则“%1$s”在状态%3$s暂停，而该状态没有出口。 | Take the state out of pausing_states, or add a transition out of it. | 请从pausing_states中去掉该状态，或增加离开该状态的流转。
clock_pauses_in_end | note | Clock rule "%1$s" pauses in state %3$s, where the case is over. | 时限规则“%1$s”在终结状态%3$s暂停，此时案件已结束。 | Take the state out of pausing_states. | 请从pausing_states中去掉该状态。
clock_never_runs | warning | The clock of rule "%1$s" pauses in every state that is not final. | 时限规则“%1$s”在所有非终结状态都暂停。 | Leave in pausing_states only states in which we wait for others. | pausing_states中只保留等待他人的状态。
target_rises | note | Clock rule "%1$s" gives more time (%3$s) than "%2$s" gives the lower %4$s (%5$s). | 时限规则“%1$s”（%3$s）比“%2$s”给更低的%4$s的时间（%5$s）还长。 | Give what is more severe less time. | 越严重的投诉时限应越短。
target_never_counts | warning | Clock rule "%1$s": at_most %4$s always ends before the target %3$s. | 时限规则“%1$s”：最长时限%4$s总是早于目标%3$s。 | Make the target shorter than at_most, or leave at_most empty. | 请使目标短于最长时限，或不设最长时限。
at_most_never_counts | note | Clock rule "%1$s": the target %3$s always ends before at_most %4$s. | 时限规则“%1$s”：目标%3$s总是早于最长时限%4$s。 | Leave at_most empty. | 请不设最长时限。
calendar_without_hours | warning | Calendar "%1$s" is in use and has no open hours: it counts as always open, and its deadlines are provisional. | 日历“%1$s”正在使用但没有营业时间：视为全天营业，按它计算的时限是暂定的。 | Enter its hours into calendar_hours. | 请在calendar_hours中登记营业时间。
calendar_without_year | warning | Calendar "%1$s" does not know the holidays of %3$s: deadlines are provisional. | 日历“%1$s”没有%3$s年的节假日，时限均为暂定。 | Load the year with load_official_days, or enter its days and the year. | 请用load_official_days载入该年度，或登记节假日及年度。
calendar_ends | note | Calendar "%1$s" ends with this year. | 日历“%1$s”仅维护至本年。 | Load the holidays of %3$s. | 请载入%3$s年的节假日。
calendar_unused | note | Calendar "%1$s" is used by nothing. | 没有任何规则使用日历“%1$s”。 | Remove it, or name it in a rule. | 请删除，或在规则中使用。
no_fallback | warning | The desk has no fallback role: a case whose handler is absent, has left or is accused waits for nobody. | 未设置兜底岗位，处理人缺勤、离岗或被投诉时，案件无人处理。 | Set desk.fallback_role. | 请设置desk.fallback_role。
role_without_people | warning | "%1$s" is meant for role %3$s, which nobody has. | “%1$s”指向岗位%3$s，而该岗位没有人。 | Appoint somebody, or name another role. | 请安排人员，或改为其他岗位。
unknown_role | error | "%1$s" names role %3$s, which does not exist. | “%1$s”使用了不存在的岗位%3$s。 | Correct the role. | 请更正岗位。
person_left | warning | "%1$s" is meant for %3$s, who does not work here any more. | “%1$s”指向%3$s，而此人已不在岗。 | Name another person. | 请改为其他人员。
unknown_person | error | "%1$s" names %3$s, who is not in table staff. | “%1$s”使用了staff表中不存在的人员%3$s。 | Correct the staff code. | 请更正员工代码。
department_closed | warning | "%1$s" is meant for department %3$s, which is not active. | “%1$s”指向部门%3$s，而该部门已停用。 | Name another department. | 请改为其他部门。
unknown_name | warning | "%1$s" names %3$s in %4$s, where no such name is known. | “%1$s”的%4$s含有无法识别的名称%3$s。 | Correct the name; a draft with it cannot be published. Codes are rows of the code tables, columns those of complaint, activities as in docs/RULES.md. | 请更正名称，否则草案无法发布：代码见代码表，列见complaint表，活动见docs/RULES.md。
unknown_department | error | "%1$s" names department %3$s, which does not exist. | “%1$s”使用了不存在的部门%3$s。 | Correct the department. | 请更正部门。
department_without_people | warning | "%1$s" is meant for department %3$s, in which nobody works and which has no liaison. | “%1$s”指向部门%3$s，而该部门既没有人员也没有对接人。 | Enter its people, or name a liaison. | 请登记部门人员，或指定对接人。
no_liaison | note | Department %1$s has no liaison: messages meant for one go to the whole department. | 部门%1$s没有对接人，消息将发给整个部门。 | Set department.liaison. | 请设置department.liaison。
no_overseer | note | Department %1$s has no overseer: nobody is told of its breaches. | 部门%1$s没有监督人，超时将无人获知。 | Set department.overseer. | 请设置department.overseer。
no_manager | note | A rule turns to the supervisor, but these people have no manager: %3$s. | 规则需要找上级，但以下人员没有设置上级：%3$s。 | Set staff.manager. | 请设置staff.manager。
breach_untold | warning | Nobody is told when clock %1$s is breached: it has no step of escalation. | 时限%1$s超时无人获知：没有上报步骤。 | Add steps for the metric, or for *. | 请为该时限或*增加上报步骤。
step_without_clock | warning | Steps of escalation are about metric %1$s, for which no clock runs. | 上报步骤针对时限%1$s，但没有启用的时限规则。 | Correct the metric, or switch its clock rule on. | 请更正时限名称，或启用相应的时限规则。
steps_with_hole | note | Escalation of %1$s has a gap before step %3$s. | %1$s的上报步骤在第%3$s步之前不连续。 | Number the steps without gaps. | 请连续编号。
steps_not_later | warning | Escalation step %1$s is due after %3$s, sooner than step %2$s after %4$s. | 上报步骤%1$s（%3$s之后）早于步骤%2$s（%4$s之后）。 | Give later steps more time. | 后面的步骤应给更长时间。
remedy_without_authority | warning | Nobody may grant remedy %1$s. | 没有人有权批准补偿%1$s。 | Add a row of authority, or switch the kind of remedy off. | 请增加授权，或停用该补偿方式。
ladder_without_top | warning | Nobody may grant remedy %1$s of more than %3$s. | 没有人有权批准超过%3$s的补偿%1$s。 | Leave up_to of the highest role empty. | 请将最高岗位的up_to留空。
ladder_not_rising | warning | Remedy %1$s: role %4$s decides up to %5$s, less than role %3$s below it. | 补偿%1$s：岗位%4$s的限额%5$s低于其下级岗位%3$s。 | Raise up_to of the higher role. | 请提高上级岗位的up_to。
ladder_skips_role | note | Role %1$s stands between roles that may grant something, and has no authority for %3$s. | 岗位%1$s处于有权批准的岗位之间，但没有%3$s的授权。 | Add a row of authority; up_to 0 says that it shall have none. | 请增加授权；如不应有权，请将up_to设为0。
rung_left_out | warning | Role %1$s does not approve %3$s, though a lower role does. | 岗位%1$s不审批%3$s，而其下级岗位审批。 | Set authority.approves. | 请设置authority.approves。
ladder_without_people | warning | Nobody has role %1$s, which alone decides the highest amounts of %3$s. | 没有人担任岗位%1$s，而只有该岗位可审批最高金额的%3$s。 | Appoint somebody, or give the authority to another role. | 请安排人员，或授权其他岗位。
day_below_amount | note | Role %1$s may grant up to %3$s alone, but only %4$s a day. | 岗位%1$s单笔限额%3$s，但每日限额只有%4$s。 | Raise per_day, or lower up_to. | 请提高per_day，或降低up_to。
no_initial_state | error | No state is the initial one: no case can be filed. | 没有初始状态，无法登记投诉。 | Give one state the kind initial. | 请将一个状态设为initial。
no_final_state | error | No state is final: no case can end. | 没有终结状态，案件无法结束。 | Give one state the kind final. | 请将一个状态设为final。
state_unreachable | warning | No case can come to state %1$s. | 案件无法进入状态%1$s。 | Add a transition to it, or remove it. | 请增加进入该状态的流转，或删除该状态。
state_dead_end | error | No transition leads out of state %1$s, which is not final. | 非终结状态%1$s没有出口。 | Add a transition out of it, or make it final. | 请增加离开该状态的流转，或将其设为终结状态。
state_cannot_end | error | No case that has come to %3$s can come to an end. | 案件进入%3$s后无法结束。 | Add a transition towards a final state. | 请增加通向终结状态的流转。
transition_for_nobody | warning | Nobody has a role that may take "%1$s": %3$s. | 没有人担任可执行“%1$s”的岗位：%3$s。 | Appoint somebody, or change roles. | 请安排人员，或修改roles。
no_follow_up_purpose | warning | "%1$s" waits for a follow-up, and no contact purpose is one. | “%1$s”要求回访，但没有任何联系目的是回访。 | Set contact_purpose.follow_up. | 请设置contact_purpose.follow_up。
joined_state_not_final | error | %3$s, the desk''s joined_state, is not a final state. | desk.joined_state所指的%3$s不是终结状态。 | Name a final state in desk.joined_state, or leave it empty. | 请在desk.joined_state中指定终结状态，或留空。
joined_without_contact | note | Desk.joined_state is set, but desk.joined_purpose is not: what joined sheets say is not noted on the open case. | 已设置desk.joined_state但未设置desk.joined_purpose，并案内容不会记入原案件。 | Set desk.joined_purpose. | 请设置desk.joined_purpose。
never_happens | warning | "%1$s" waits for what never happens: %3$s. | “%1$s”等待的事件不会发生：%3$s。 | Correct the activities. | 请更正activities或by_entry。
unknown_placeholder | warning | The words for %1$s hold unknown placeholders: %3$s. | %1$s的文字含有未知占位符：%3$s。 | message_placeholders() lists those that there are. | 可用的占位符见message_placeholders()。
template_language_missing | warning | Topic %1$s has words in %3$s only. | 主题%1$s只有%3$s文字。 | Write the other language, too. | 请补充另一种语言。
topic_without_words | warning | Messages of topic %3$s have no words of their own. | 主题为%3$s的消息没有专用文字。 | Add rows of message_template in both languages. | 请在message_template中用两种语言编写。
keyword_set_missing | error | Rule "%1$s" looks for keyword set "%2$s", which does not exist: it never matches. | 规则“%1$s”使用了不存在的关键词集“%2$s”，永不匹配。 | Create the set, or correct the name. | 请建立该关键词集，或更正名称。
keyword_set_empty | warning | Keyword set "%1$s" is empty, but rules look for it. | 关键词集“%1$s”为空，但有规则使用。 | Enter its words, or switch the rules off. | 请登记关键词，或停用相关规则。
keyword_set_unused | note | No rule looks for keyword set "%1$s". | 没有规则使用关键词集“%1$s”。 | Use it in a rule, or remove it. | 请在规则中使用，或删除。
keyword_twice | note | Keyword set "%1$s" holds words that are the same to the search: %3$s. | 关键词集“%1$s”含有检索时相同的词：%3$s。 | Keep one of them. | 请保留其一。
keyword_in_two_sets | note | Keyword sets "%1$s" and "%2$s" lead to different categories and share: %3$s. | 关键词集“%1$s”和“%2$s”指向不同类别，却含有相同的词：%3$s。 | Leave each word in one of them. | 每个词只保留在其中一个集合。
negation_without_words | warning | Keyword set "%1$s" minds negations, but there are no words of negation. | 关键词集“%1$s”考虑否定，但没有登记否定词。 | Enter words into negation_word, or leave negation_reach empty. | 请在negation_word中登记否定词，或将negation_reach留空。
job_not_scheduled | warning | Job %1$s is not scheduled, or switched off. | 任务%1$s未安排或已停用。 | Call schedule_jobs. | 请调用schedule_jobs。
jobs_do_not_run | note | No scheduler runs the jobs: run_clocks has not run for an hour. | 没有调度程序运行任务：run_clocks一小时内未运行。 | Install pg_cron and call schedule_jobs, or have another scheduler call what desk_jobs() lists. | 请安装pg_cron并调用schedule_jobs，或由其他调度程序调用desk_jobs()所列任务。
model_missing | note | Rule "%1$s" asks what a model predicts for %3$s, and there is none. | 规则“%1$s”需要模型预测%3$s，但没有可用模型。 | Call train_model, or switch the rule off. | 请调用train_model，或停用该规则。
training_due | note | %3$s examples have come since the model for %1$s was trained. | 自%1$s模型训练以来新增%3$s个样例。 | Call train_model, or schedule the jobs. | 请调用train_model，或安排任务。
no_rules | warning | No rule of table %1$s is in use. | %1$s表中没有启用的规则。 | Write rules; revert_policy brings back those that were removed. | 请登记规则；被删除的规则可用revert_policy恢复。
position_twice | note | Rules "%1$s" and "%2$s" have the same position %3$s: the one that was written first goes before. | 规则“%1$s”和“%2$s”的位置同为%3$s，先录入者优先。 | Give each its own position. | 请分别设置不同的position。
weights_not_100 | note | The weights of the score add up to %3$s, not to 100. | 综合评分的权重合计为%3$s，不是100。 | Correct the weights. | 请更正权重。
frequency_hidden | warning | Frequency %1$s never shows: what reaches it reaches %2$s, too. | 频次%1$s永远不会出现：达到它时也达到%2$s。 | Ask for more in the higher rank. | 请提高更高等级的要求。
default_not_lowest | note | %1$s is the default, so that no case has the lower %3$s. | 默认值为%1$s，因此不会出现更低的%3$s。 | Make the lowest one the default. | 请将最低等级设为默认值。
code_never_given | note | No rule gives cases the code %1$s, and it is no default. | 没有规则给出%1$s，它也不是默认值。 | Add a rule that gives it, or remove it. | 请增加给出它的规则，或删除。
grade_missing | warning | Score %1$s has no words in satisfaction_grade. | satisfaction_grade中没有%1$s分的文字。 | Add the row. | 请补充该行。
grades_not_rising | warning | Score %1$s counts as satisfied, the higher score %3$s does not. | %1$s分算满意，而更高的%3$s分不算。 | Correct satisfied. | 请更正satisfied。
bucket_never_full | warning | Closing bucket %1$s is never reached: bucket %2$s before it takes as long. | 结案分档%1$s不会出现：前面的%2$s时间不短于它。 | Put the buckets in the order of their times, the open one last. | 请按时间先后排列，不限时的排在最后。
reopens_into_end | warning | "%1$s" counts as a reopening, and ends in %3$s, where the case is over. | “%1$s”被记为重新处理，但进入的是终结状态%3$s。 | Set reopens to false. | 请将reopens设为false。
reopens_what_is_new | warning | "%1$s" counts as a reopening of cases that have only begun. | “%1$s”被记为重新处理，但案件刚刚开始。 | Set reopens to false. | 请将reopens设为false。
reopens_what_is_open | note | "%1$s" counts as a reopening, though in %3$s the case has not ended, and no case that has ended is reopened that way. | “%1$s”被记为重新处理，但案件在%3$s尚未结束，也没有已结束的案件以此重新处理。 | Set reopens to false, unless the customer asks for it anew. | 如非客户重新提出，请将reopens设为false。
reopens_not | warning | "%1$s" does not count as a reopening, "%2$s" does. | “%1$s”未记为重新处理，而“%2$s”记为重新处理。 | Set reopens for both, or for none. | 请对两者统一设置reopens。
end_left_freely | warning | "%1$s" leaves the end %3$s without a reason, and is no reopening. | “%1$s”无需理由即离开终结状态%3$s，且未记为重新处理。 | Correct the kind of the state, or ask for a reason. | 请更正状态的类型，或要求填写理由。
end_leads_to_end | note | "%1$s" leads from one end to another: %3$s, %4$s. | “%1$s”从一个终结状态进入另一个：%3$s、%4$s。 | Correct the kind of one state, or remove the transition. | 请更正其中一个状态的类型，或删除该流转。
end_not_marked | warning | State %1$s looks like an end, and is not final: it has a resolution, or is only left by a reopening. | 状态%1$s看似终结状态却不是：它设有resolution，或只能通过重新处理离开。 | Make it final, or correct resolution and reopens. | 请将其设为终结状态，或更正resolution与reopens。
hint_without_condition | warning | "%1$s" says what to do where its condition does not hold, and has no condition. | “%1$s”有条件提示，却没有条件。 | Write the condition, or empty condition_hint. | 请填写条件，或清空condition_hint。
open_to_everybody | warning | Everybody may take "%1$s" at once; all else that leaves this state asks for more. | 任何人随时可执行“%1$s”，而离开该状态的其他流转都有更多要求。 | Set roles, or a condition. | 请设置roles或条件。
clock_never_met_by | warning | Clock rule "%1$s" is never met by %3$s: no case comes there while it runs. | 时限规则“%1$s”不会因%3$s达成：运行期间没有案件到达那里。 | Correct met_by. | 请更正met_by。
clock_never_starts_on | warning | Clock rule "%1$s" never starts on %3$s: the state is final. | 时限规则“%1$s”不会在%3$s启动：该状态是终结状态。 | Correct starts_on. | 请更正starts_on。
clock_starts_as_met | warning | The clock of rule "%1$s" is met by what starts it: %3$s. | 时限规则“%1$s”的启动与达成相同：%3$s。 | Correct starts_on or met_by. | 请更正starts_on或met_by。
clock_pauses_at_work | note | Clock rule "%1$s" pauses in state %3$s, where we wait for nobody. | 时限规则“%1$s”在状态%3$s暂停，而该状态并非等待他人。 | Take it out of pausing_states, or give the state the kind waiting. | 请从pausing_states中去掉，或将该状态设为waiting。
clock_never_pauses_in | note | Clock rule "%1$s" never pauses in state %3$s: no case comes there while it runs. | 时限规则“%1$s”不会在状态%3$s暂停：运行期间没有案件到达那里。 | Take it out of pausing_states. | 请从pausing_states中去掉该状态。
warns_too_soon | warning | Clock rule "%1$s" warns after only %3$s %% of the time. | 时限规则“%1$s”仅过%3$s%%的时间就预警。 | Raise warn_at_percent; 100 means no warning. | 请提高warn_at_percent；100表示不预警。
target_far_off | note | Clock rule "%1$s": the target %3$s is far from those of the other rules for %4$s. | 时限规则“%1$s”的目标%3$s与%4$s的其他规则相差很大。 | Check the number and its unit. | 请核对数值和单位。
metric_alone | warning | Clock rule "%1$s" alone measures %3$s, which is nearly %4$s. | 只有时限规则“%1$s”使用%3$s，而它与%4$s仅有细微差别。 | Correct the metric if it is misspelt. | 如属笔误，请更正metric。
odd_one_out | note | "%1$s" has %3$s %4$s, the others like it all have %5$s. | “%1$s”的%3$s为%4$s，而同类规则均为%5$s。 | Check whether the difference is meant. | 请确认该差异是否有意。
activity_left_out | note | Action rule "%1$s" does not listen to %3$s, as "%2$s" and others with the same activities do. | 动作规则“%1$s”不响应%3$s，而“%2$s”等活动相同的规则都响应。 | Add the activity, if it was forgotten. | 如属遗漏，请补充该活动。
message_rule_hidden | warning | The message rule never decides: the earlier rule "%2$s" takes the same topic, audience and urgency. | 该消息规则永远不会生效：前面的规则“%2$s”已涵盖相同的主题、受众和紧急程度。 | Put the narrower rule before the other one, or remove it. | 请将较窄的规则移到前面，或将其删除。
same_matter_hidden | warning | The rule never decides: whenever it fits, the earlier rule "%2$s" fits, too. | 该规则永远不会生效：凡其适用时，前面的规则“%2$s”也适用。 | Put it before the other one, narrow that one, or remove it. | 请将其移到前面，或收窄另一条规则，或将其删除。
same_matter_column_twice | warning | Rule "%1$s" asks that %3$s is equal and that it does not differ. | 规则“%1$s”既要求%3$s相同，又以其差异区分案件。 | Leave the column in one of the two lists. | 该列只保留在其中一个列表。
same_matter_likeness | warning | Rule "%1$s" asks for a likeness of %3$s, which hardly any two texts have, or nearly all do. | 规则“%1$s”要求相似度为%3$s，几乎没有文本达到，或几乎所有文本都达到。 | Correct likeness; explain_complaint shows that of real cases. | 请更正likeness。
entry_rule_says_nothing | warning | Entry rule "%1$s" asks for nothing, and no other rule is about its activities: %3$s. | 录入规则“%1$s”没有条件，也没有其他规则涉及其活动：%3$s。 | Give it a condition, or remove it. | 请设置条件，或删除该规则。
entry_rule_gone_round | warning | Entry rule "%1$s" restrains nobody: "%2$s" takes the same entries without a condition. | 录入规则“%1$s”不起限制作用：“%2$s”无条件允许同样的录入。 | Give the other rule a condition, or remove it. | 请为另一条规则设置条件，或将其删除。
batch_of_one | warning | By batch rule "%1$s" every single complaint is a batch. | 按批量规则“%1$s”，每件投诉都算批量。 | Raise more_than. | 请提高more_than。
batch_hardly_ever | warning | Batch rule "%1$s" asks for more than %3$s complaints about one issue on one day. | 批量规则“%1$s”要求同一问题单日投诉超过%3$s件。 | Check more_than. | 请核对more_than。
listed_twice | warning | "%1$s" lists twice in %3$s: %4$s. | “%1$s”在%3$s中重复列出：%4$s。 | Remove one, or correct it. | 请删除重复项，或予以更正。
default_level_high | note | Level %1$s is the default, though there are lower ones: %3$s. | 默认级别为%1$s，但还有更低的级别：%3$s。 | Make the lowest one the default. | 请将最低级别设为默认值。
precision_low | warning | The model decides alone though only %3$s of its decisions have to be right. | 模型自动判断所要求的准确率仅为%3$s。 | Raise desk.wanted_precision. | 请提高desk.wanted_precision。
hours_over_night | warning | Hours %1$s go on until %3$s of the next day, those of no other weekday do. | 营业时间%1$s延续到次日%3$s，而其他工作日均不跨夜。 | Exchange opens and closes, or correct them. | 请对调或更正opens与closes。
hours_short | warning | Hours %1$s end at %3$s, after less than an hour. | 营业时间%1$s至%3$s不足一小时。 | Correct opens and closes. | 请更正opens与closes。
weekday_left_out | note | Calendar "%1$s" is closed on weekday %3$s, in the middle of its week. | 日历“%1$s”在一周中间的第%3$s天不营业。 | Enter its hours, if they were forgotten. | 如属遗漏，请登记营业时间。
template_differs | warning | The words for %1$s differ between the languages: only one of them has %3$s. | %1$s的两种语言文字不一致：只有一种含有%3$s。 | Use the same placeholders in both. | 请在两种语言中使用相同的占位符。
keyword_too_common | warning | Keyword set "%1$s" holds words that more than a third of all examples hold: %3$s. | 关键词集“%1$s”中的词出现在三分之一以上的样例中：%3$s。 | Use longer phrases. | 请使用更长的词语。
keyword_short | warning | Keyword set "%1$s" holds words that nearly every text holds: %3$s. | 关键词集“%1$s”含有几乎每段文本都有的词：%3$s。 | Use longer words. | 请使用更长的词。
keyword_of_other_category | note | In the examples, "%3$s" of keyword set "%1$s" speaks for category %4$s, as set "%2$s" does. | 在样例中，关键词集“%1$s”的“%3$s”多属类别%4$s，即关键词集“%2$s”所指的类别。 | Move the word to the other set. | 请将该词移到另一个关键词集。
ladder_jumps | note | Role %1$s may grant a hundred times as much as role %4$s below it, or more: %3$s. | 岗位%1$s的限额是其下级岗位%4$s的一百倍以上：%3$s。 | Check the amounts. | 请核对金额。
step_far_off | note | Escalation step %1$s is due after %3$s, the one before after %4$s. | 上报步骤%1$s在%3$s之后，而前一步在%4$s之后。 | Check the number and its unit. | 请核对数值和单位。
step_turns_down | warning | Escalation step %1$s turns to %3$s, lower than %4$s of step %2$s. | 上报步骤%1$s转向%3$s，低于步骤%2$s的%4$s。 | Put the steps in the order of the ranks. | 请按岗位级别由低到高排列。
higher_role_left_out | note | "%1$s": %3$s lists lower roles, and not %4$s. | “%1$s”的%3$s列有较低的岗位，却没有%4$s。 | Add the role, if it was forgotten. | 如属遗漏，请补充该岗位。
asks_for_what_is_there | warning | Completeness rule "%1$s" asks for what the case has already. | 信息完整性规则“%1$s”询问的是案件已有的信息。 | Test whether the column IS NULL. | 请改为检查该列IS NULL。
template_other_language | warning | The words for %1$s are not in the language %3$s. | %1$s的文字不是语言%3$s。 | Write them in that language. | 请用该语言编写。
message_never_sent | warning | Message rule "%1$s" is about topic %3$s, which nothing sends. | 消息规则“%1$s”针对主题%3$s，但没有任何规则发送它。 | Correct the topic. | 请更正主题。
urgent_waits | note | Message rule "%1$s" lets messages about %3$s cases wait, the most urgent ones. | 消息规则“%1$s”使最紧急的%3$s案件的消息延后发送。 | Leave quiet_calendar and digest_every empty. | 请将quiet_calendar与digest_every留空。
waits_for_nobody | note | State %1$s waits for somebody, but no contact moves a case out of it, as out of other waiting states. | 状态%1$s在等待他人，但没有任何联系使案件离开它，而其他等待状态有。 | Correct the kind of the state, or set by_entry of a transition out of it. | 请更正状态的类型，或为离开它的流转设置by_entry。
higher_role_sees_less | warning | Role %1$s does not see all cases, the lower role %3$s does. | 岗位%1$s不能查看全部案件，而较低的岗位%3$s可以。 | Correct staff_role.sees_all. | 请更正staff_role.sees_all。
@end
CREATE FUNCTION @extschema@.finding_kinds()
RETURNS TABLE (kind text, severity text, finding text, finding_zh text, cure text, cure_zh text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    VALUES
@each finding
           ('{kind}', '{severity}', '{finding}', '{finding_zh}', '{cure}', '{cure_zh}'){comma}
@end
$$;
COMMENT ON FUNCTION @extschema@.finding_kinds IS 'part of check_rules: what it finds about the parts of a policy, how grave that is, and its words; %1$s stands for the rule, %2$s for the other rule';

CREATE FUNCTION @extschema@.check_source(desk name, draft name, version int DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 'WITH RECURSIVE ' || substr(rtrim(@extschema@.policy_source(desk, CASE WHEN version IS NULL THEN coalesce(@extschema@.draft_schema(desk, draft), desk) END, version, false)), length('WITH ') + 1)
           || (SELECT string_agg(format(', %2$I AS (SELECT * FROM %1$I.%2$I)', desk, live), '')
                 FROM unnest('{staff,text_model,example,script_version,job_run}'::text[]) AS live
                WHERE version IS NULL OR live <> 'text_model')
           || $states$
        , reach (origin, state) AS (
            SELECT code, code FROM state
            UNION
            SELECT r.origin, t.to_state FROM reach r JOIN transition t ON t.active AND t.from_state = r.state
        ), span (origin, states) AS MATERIALIZED (
            -- where a case can come to from a state
            SELECT r.origin, array_agg(r.state ORDER BY r.state) FROM reach r GROUP BY r.origin
        ), reached (state) AS MATERIALIZED (
            SELECT DISTINCT unnest(p.states)
              FROM span p
             WHERE p.origin IN (SELECT code FROM state WHERE kind = 'initial' UNION ALL SELECT joined_state FROM desk)
        ), conditional (table_name, rule, category, conditions) AS (
            SELECT 'classification_rule', name, category, condition FROM classification_rule WHERE active
            UNION ALL SELECT 'completeness_rule', name, NULL, condition FROM completeness_rule WHERE active
            UNION ALL SELECT 'routing_rule', name, NULL, condition FROM routing_rule WHERE active
            UNION ALL SELECT 'transition', @extschema@.transition_in_words(from_state, to_state, name), NULL, condition FROM transition WHERE active
            UNION ALL SELECT 'entry_rule', name, NULL, condition FROM entry_rule WHERE active
            UNION ALL SELECT 'clock_rule', name, NULL, concat_ws(' ', condition, met_condition) FROM clock_rule WHERE active
            UNION ALL SELECT 'issue_rule', name, NULL, concat_ws(' ', condition, issue_key) FROM issue_rule WHERE active
            UNION ALL SELECT 'batch_rule', name, NULL, condition FROM batch_rule WHERE active
            UNION ALL SELECT 'repeat_rule', name, NULL, condition FROM repeat_rule WHERE active
            UNION ALL SELECT 'action_rule', name, NULL, condition FROM action_rule WHERE active
        )
        $states$
$$;
COMMENT ON FUNCTION @extschema@.check_source IS 'part of check_rules: beginning of its queries, with the policy of the desk, of a draft or of a version, the states that cases reach and the conditions of all rules; people and examples are those of today';

CREATE FUNCTION @extschema@.structure_findings(desk name, source text, errors_only boolean)
RETURNS TABLE (severity text, kind text, table_name text, rule text, other_rule text, finding text, finding_zh text, cure text, cure_zh text)
LANGUAGE sql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.severity, f.kind, f.table_name, f.rule, f.other_rule,
           format(k.finding, VARIADIC p.words), format(k.finding_zh, VARIADIC p.words),
           format(k.cure, VARIADIC p.words), format(k.cure_zh, VARIADIC p.words)
      FROM (SELECT * FROM @extschema@.check_states(desk, source)
            UNION ALL
            SELECT * FROM @extschema@.check_clocks(desk, source)
            UNION ALL
            SELECT * FROM @extschema@.check_people(desk, source)
            UNION ALL
            SELECT * FROM @extschema@.check_gaps(desk, source, errors_only)
            UNION ALL
            SELECT * FROM @extschema@.check_keywords(desk, source)
            UNION ALL
            -- these find no errors
            SELECT * FROM @extschema@.check_messages(desk, source) WHERE NOT errors_only
            UNION ALL
            SELECT * FROM @extschema@.check_names_of_rules(desk, source) WHERE NOT errors_only
            UNION ALL
            SELECT * FROM @extschema@.check_authorities(desk, source) WHERE NOT errors_only
            UNION ALL
            SELECT * FROM @extschema@.check_order(desk, source) WHERE NOT errors_only
            UNION ALL
            SELECT * FROM @extschema@.check_overlap(desk, source) WHERE NOT errors_only
            UNION ALL
            SELECT * FROM @extschema@.check_siblings(desk, source) WHERE NOT errors_only
            UNION ALL
            SELECT * FROM @extschema@.check_keyword_use(desk, source) WHERE NOT errors_only
            UNION ALL
            SELECT * FROM @extschema@.check_upkeep(desk, source) WHERE NOT errors_only) AS f
      JOIN @extschema@.finding_kinds() k ON k.kind = f.kind AND (k.severity = 'error' OR NOT errors_only)
      CROSS JOIN LATERAL (SELECT ARRAY[f.rule, f.other_rule] || f.words) AS p (words)
$$;
COMMENT ON FUNCTION @extschema@.structure_findings IS 'part of check_rules: what is wrong with the parts of a policy, conditions aside, in words';

CREATE FUNCTION @extschema@.policy_findings(desk name, draft name, errors_only boolean)
RETURNS TABLE (severity text, kind text, table_name text, rule text, other_rule text, finding text, finding_zh text, cure text, cure_zh text, accepted text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
DECLARE
    source text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    source := @extschema@.check_source(desk, draft);
    RETURN QUERY EXECUTE source || $check$
        , said AS MATERIALIZED (
            SELECT * FROM @extschema@.structure_findings($1, $2, $3)
        )
        SELECT f.*, a.reason
          FROM (SELECT * FROM said
                UNION ALL
                SELECT * FROM @extschema@.condition_sentences($1, $4, NULL) c
                 WHERE NOT $3
                   AND NOT (c.kind = 'broken_condition'
                            AND (c.table_name, c.rule) IN (SELECT s.table_name, s.rule FROM said s WHERE s.kind = 'keyword_set_missing'))) AS f
          LEFT JOIN accepted_finding a
                 ON (a.kind, a.table_name, a.rule, a.other_rule) = (f.kind, f.table_name, f.rule, coalesce(f.other_rule, ''))$check$
      USING desk, source, errors_only, draft;
END
$$;
COMMENT ON FUNCTION @extschema@.policy_findings IS 'part of check_rules: all findings, or the errors, and the reasons for which they are accepted';

CREATE FUNCTION @extschema@.check_rules_as_reader(desk name, draft name DEFAULT NULL)
RETURNS TABLE (severity text, kind text, table_name text, rule text, other_rule text, finding text, finding_zh text, cure text, cure_zh text, accepted text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY SELECT f.* FROM @extschema@.policy_findings(desk, draft, false) f
                  ORDER BY array_position('{error,warning,note}', f.severity), f.table_name, f.rule, f.kind, f.other_rule, f.finding;
END
$$;
CALL @extschema@.make_public('check_rules_as_reader',
    'what is wrong with a policy, that in force or a draft, gravest first: error (surely breaks, or can never work), warning (hardly meant so), note; kind, table and rule, and the words of the finding and its cure in English and Chinese. accepted: the reason for which it is accepted, see accept_finding; NULL: it is open. People, examples and jobs are those of today');

CREATE FUNCTION @extschema@.accept_finding_as_writer(desk name, kind text, table_name text, rule text, reason text, other_rule text DEFAULT NULL, draft name DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF reason ~ '\S' IS NOT TRUE THEN
        RAISE EXCEPTION 'a finding is accepted for a reason'
            USING ERRCODE = 'KF012', SCHEMA = desk,
                  HINT = 'Say in reason why the policy shall stay as it is.';
    END IF;
    PERFORM FROM @extschema@.policy_findings(desk, draft, false) f
      WHERE (f.kind, f.table_name, f.rule) = (accept_finding_as_writer.kind, accept_finding_as_writer.table_name, accept_finding_as_writer.rule)
        AND f.other_rule IS NOT DISTINCT FROM accept_finding_as_writer.other_rule;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such finding at desk "%"', desk
            USING ERRCODE = 'KF008', SCHEMA = desk,
                  DETAIL = 'check_rules finds nothing of this kind about this table and rule.',
                  HINT = 'Take kind, table_name, rule and other_rule as complaint_flow.check_rules() shows them.';
    END IF;
    EXECUTE format('INSERT INTO %I.accepted_finding (kind, table_name, rule, other_rule, reason) VALUES ($1, $2, $3, coalesce($4, %L), $5)
                    ON CONFLICT (kind, table_name, rule, other_rule)
                    DO UPDATE SET reason = excluded.reason, accepted_by = excluded.accepted_by, accepted_at = excluded.accepted_at',
                   coalesce(@extschema@.draft_schema(desk, draft), desk), '')
      USING kind, table_name, rule, other_rule, reason;
END
$$;
CALL @extschema@.make_public('accept_finding_as_writer',
    'leaves a finding of check_rules as it is, for a reason: a row of accepted_finding; KF008 where there is no such finding, KF012 without a reason. To take it back, delete the row');

CREATE FUNCTION @extschema@.policy_errors_as_reader(desk name)
RETURNS TABLE (refused boolean, table_name text, rule text, finding text, cure text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    version int;
    refuses boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- the policy that a pack brings is not checked
    EXECUTE format('SELECT d.rules_version, d.strict_rules FROM %1$I.desk d
                     WHERE d.rules_changed_xid = pg_current_xact_id_if_assigned()
                       AND EXISTS (SELECT FROM %1$I.policy_version v WHERE v.version < d.rules_version)', desk)
       INTO version, refuses;
    IF version IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format($errors$
        WITH before AS MATERIALIZED (
            SELECT * FROM @extschema@.structure_findings($1, @extschema@.check_source($1, NULL, $2 - 1), true)
        ), written AS (
            SELECT h.table_name, array_agg(@extschema@.rule_in_words(h.table_name, h.rule_key, h.content)) AS rules
              FROM %1$I.rule_history h
             WHERE h.from_version = $2 AND h.content ? 'condition' GROUP BY h.table_name
        ), found AS (
            SELECT f.* FROM @extschema@.policy_findings($1, NULL, true) f WHERE f.accepted IS NULL
            UNION ALL
            -- of conditions, what concerns a rule that was written
            SELECT c.*, NULL
              FROM written w CROSS JOIN LATERAL @extschema@.condition_sentences($1, NULL, w.table_name) c
             WHERE c.severity = 'error' AND w.rules && ARRAY[c.rule, c.other_rule]
               AND NOT EXISTS (SELECT FROM %1$I.accepted_finding a
                                WHERE (a.kind, a.table_name, a.rule, a.other_rule) = (c.kind, c.table_name, c.rule, coalesce(c.other_rule, '')))
        )
        SELECT $3, f.table_name, f.rule, f.finding, f.cure
          FROM found f
           -- one that was there before is no news
         WHERE NOT EXISTS (SELECT FROM before b
                            WHERE (b.kind, b.table_name, b.rule) = (f.kind, f.table_name, f.rule)
                              AND b.other_rule IS NOT DISTINCT FROM f.other_rule)
         ORDER BY f.table_name, f.rule, f.kind, f.finding$errors$, desk)
      USING desk, version, refuses;
END
$$;
CALL @extschema@.make_public('policy_errors_as_reader',
    'part of writing a policy: the errors that the running transaction has brought into it, and whether the desk refuses them');
