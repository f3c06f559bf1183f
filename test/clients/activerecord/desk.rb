# A service team's application on ActiveRecord.
require "active_record"

ActiveRecord::Base.establish_connection(ENV["DATABASE_URL"])
ActiveRecord::Base.connection.schema_search_path = "support"    # in database.yml: schema_search_path
ActiveRecord::Base.pluralize_table_names = false

class Customer < ActiveRecord::Base; end

class Complaint < ActiveRecord::Base
  belongs_to :customer, optional: true
  has_many :contacts, class_name: "Contact"
  has_many :work_orders, class_name: "WorkOrder"

  # What the desk refuses becomes an error of the attribute.
  def save(**)
    transaction(requires_new: true) { super }.tap { |saved| reload if saved }
  rescue ActiveRecord::StatementInvalid => error
    said = error.cause.result
    column = said.error_field(PG::Result::PG_DIAG_COLUMN_NAME)
    message = [PG::Result::PG_DIAG_MESSAGE_PRIMARY, PG::Result::PG_DIAG_MESSAGE_HINT].filter_map { |field| said.error_field(field) }
    errors.add(has_attribute?(column.to_s) ? column : :base, message.join(": "))
    false
  end
end

class Contact < ActiveRecord::Base
  belongs_to :complaint
end

class WorkOrder < ActiveRecord::Base
  belongs_to :complaint
end

class KpiMonth < ActiveRecord::Base; end

class WorkQueue < ActiveRecord::Base
  self.primary_key = :complaint_id

  # A page of the queue; last is the last row of the page before.
  def self.after(last = nil, size = 50)
    order = "priority, coalesce(due_at, 'infinity'), complaint_id"
    page = order(Arel.sql(order)).limit(size)
    return page unless last

    page.where("(#{order}) > (?, coalesce(?, timestamptz 'infinity'), ?)", last.priority, last.due_at, last.complaint_id)
  end
end

# A transaction in which a person acts.  The setting ends with it.
def acting_as(person)
  ActiveRecord::Base.transaction do
    quoted = ActiveRecord::Base.connection.quote(person)
    ActiveRecord::Base.connection.execute("SELECT set_config('complaint_flow.actor', #{quoted}, true)")
    yield
  end
end
