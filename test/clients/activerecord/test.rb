# The examples of desk.rb do what they say, and habits of Rails.
require "stringio"
require_relative "desk"

$count = 0
def ok(good, what, shown = nil)
  $count += 1
  puts "#{good ? 'ok' : 'not ok'} #{$count} - #{what}"
  warn "#   #{shown}" unless good
end

def same(found, wanted, what)
  ok(found == wanted, what, "found #{found.inspect}, wanted #{wanted.inspect}")
end

# What a client does by habit must work: an error is a result, not the end.
def works(what)
  found = yield
  ok(found == true, what, found.inspect)
rescue StandardError => error
  ok(false, what, error.message)
end

def value(sql)
  ActiveRecord::Base.connection.select_value(sql)
end

number = acting_as("li.na") do
  value("INSERT INTO complaint (channel, customer_id, title, description) VALUES ('hotline', 1, '包裹少了一件', '两只杯子只收到一只') RETURNING id")
end
works("a complaint is classified and owned") do
  filed = acting_as("li.na") { Complaint.create(channel: "hotline", customer_id: 2, title: "包裹少了一件", description: "两只杯子只收到一只") }
  [filed.category, filed.owner, filed.due_at.class, filed.missing.class] == ["1.2", "li.na", Time, Array] || filed.errors.full_messages
end
works("new customers, contacts and work orders") do
  acting_as("li.na") do
    Customer.create!(name: "王小明")
    Contact.create!(complaint_id: number, direction: "out", channel: "hotline", purpose: "first_response", result: "reached")
    WorkOrder.create!(complaint_id: number, department: "technical", task: "核对发货记录").reload.status == "open"
  end
end
works("the state changes") do
  acting_as("li.na") do
    one = Complaint.find(number)
    one.update(state: "verifying") ? one.state == "verifying" : one.errors.full_messages
  end == true
end
works("the history names the person") do
  value("SELECT string_agg(DISTINCT actor, ',') FROM complaint_event WHERE complaint_id = #{number} AND seq > 1") == "li.na"
end
same(value("SELECT nullif(current_setting('complaint_flow.actor', true), '')"), nil, "the next user of the connection is nobody")

refused = Complaint.new(channel: "电话", title: "发票没开")
acting_as("li.na") { refused.save }
same(refused.errors.attribute_names, [:channel], "an unknown channel: at its attribute")
ok(refused.errors[:channel].to_s.include?("hotline"), "... HINT", refused.errors.full_messages)
one = Complaint.find(number)
acting_as("li.na") { one.update(state: "closed") }
same(one.errors.attribute_names, [:state], "a state that is not next: at its attribute")
works("SQLSTATE") do
  acting_as("li.na") { Complaint.find(number).update_columns(state: "closed") }
rescue ActiveRecord::StatementInvalid => error
  error.cause.result.error_field(PG::Result::PG_DIAG_SQLSTATE) == "KF001"
end

works("insert_all") do
  acting_as("li.na") { Complaint.insert_all((0...200).map { |n| { channel: "app", customer_id: 1 + n % 20, title: "包裹漏发", description: "Nr. #{n}" } }) }
  value("SELECT count(category) || ' ' || count(DISTINCT sheet_no) FROM complaint WHERE description LIKE 'Nr. %' AND channel = 'app'") == "200 200"
end
same(KpiMonth.where(month: Date.new(2026, 3, 1)).group(:category).sum(:received).values.sum, 60, "kpi_month: the cases of March")
seen = []
last = nil
until (page = WorkQueue.after(last, 37).to_a).empty?
  seen += page.map(&:complaint_id)
  last = page.last
end
same(seen, ActiveRecord::Base.connection.select_values("SELECT complaint_id FROM work_queue"), "the pages of the queue are the queue")

works("touch writes updated_at") { acting_as("li.na") { Complaint.find(number).touch } }
works("event_count as lock_version: a lost update is seen") do
  locked = Class.new(ActiveRecord::Base) do
    self.table_name = "complaint"
    self.locking_column = "event_count"
  end
  mine = locked.find(number)
  acting_as("wang.fang") { value("INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (#{number}, 'in', 'hotline', 'information', 'reached') RETURNING id") }
  begin
    acting_as("li.na") { mine.update!(merchant: "Harbour Store") }
    "not seen"
  rescue ActiveRecord::StaleObjectError
    acting_as("li.na") { locked.find(number).update!(merchant: "Harbour Store") }
  end == true
end
works("every column has a type that ActiveRecord knows") do
  said = StringIO.new
  $stderr, before = said, $stderr
  begin
    [Complaint, Contact, Customer, WorkOrder, WorkQueue, KpiMonth].each { |model| model.reset_column_information; model.columns }
  ensure
    $stderr = before
  end
  said.string.empty? || said.string
end
