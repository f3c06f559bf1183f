"""Whoever is logged in acts; user names are codes of staff."""
from django.db import connection, transaction


class ActorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with transaction.atomic():
            act_as(request.user.get_username())
            return self.get_response(request)


def act_as(person):
    """For the transaction.  The setting ends with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('complaint_flow.actor', %s, true)", [person])
