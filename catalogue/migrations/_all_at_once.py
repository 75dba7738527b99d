"""Making or changing many tables as one operation, for which Django needs far less time than for as many operations."""

from collections.abc import Sequence

from django.db.migrations.operations import AddField, RemoveConstraint
from django.db.migrations.operations.base import Operation


class AllAtOnce(Operation):
    """Several operations as one: new models, or changes of different fields and indexes of models there are.

    After each operation Django makes the classes of all models anew that are connected with the one it was about, and
    here nearly all are, most of all by their history. This has them made anew once.
    """

    def __init__(self, operations: Sequence[Operation]):
        fields = [place for place, each in enumerate(operations) if isinstance(each, AddField)]
        # SQLite makes the table anew for each, as it is after all of them: columns still to come would hold their names.
        early = [each for each in operations[: max(fields, default=0)] if isinstance(each, RemoveConstraint)]
        if early:
            raise ValueError(f"{early[0].name} is removed before fields are added: do that in an operation of its own.")
        self.operations = operations

    def state_forwards(self, app_label, state):
        """Tell Django of all of them, and have the classes made when somebody needs them."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Make or change the tables."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)
            if isinstance(operation, AddField):
                # SQLite makes the table anew for each field: the next one has to know of this one.
                model = from_state.apps.get_model(app_label, operation.model_name)
                operation.field.clone().contribute_to_class(model, operation.name)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Take it back, the last one first; fields that were added, from the state each had led to."""
        if not any(isinstance(operation, AddField) for operation in self.operations):
            for operation in reversed(self.operations):
                operation.database_backwards(app_label, schema_editor, from_state, to_state)
            return
        states = [to_state]
        for operation in self.operations:
            states.append(states[-1].clone())
            operation.state_forwards(app_label, states[-1])
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, states.pop(), states[-1])
