"""The figures of each day or week. They name no person, and stay when a person is erased."""

from django.db import models


class Figure(models.Model):
    """One number of a metric (metrics.py) for a day, or for the week that begins on it.

    `part` is one of the parts of the metric, or empty for a total. `people` is how many people it is about; None if it
    is not about people.
    """

    metric = models.CharField(max_length=40)
    day = models.DateField()
    part = models.CharField(max_length=120, blank=True)
    value = models.FloatField()
    people = models.IntegerField(null=True)

    class Meta:
        verbose_name_plural = "analytics"
        default_permissions = ()
        permissions = [("view_analytics", "Can view analytics")]
        constraints = [models.UniqueConstraint(fields=["metric", "day", "part"], name="figure_once")]

    def __str__(self) -> str:
        return f"{self.metric} {self.part} {self.day}"


class BuiltDay(models.Model):
    """A day whose figures were counted, and when last.

    `is_lowered`: they were counted again after some of what they count had been deleted.
    """

    day = models.DateField(primary_key=True)
    built_at = models.DateTimeField()
    is_lowered = models.BooleanField(default=False, db_default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.day)
