"""The forms of the admin as a browser sends them back."""

from django.urls import reverse


def address(model, page, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def form_of(response):
    """What a browser would send back if the curator pressed Save at once."""
    page = response.context["adminform"].form
    data = {}
    forms = [page, *(form for inline in response.context["inline_admin_formsets"] for form in inline.formset.forms)]
    forms += [inline.formset.management_form for inline in response.context["inline_admin_formsets"]]
    for form in forms:
        for name, field in form.fields.items():
            value = form[name].value()
            widget = field.widget
            if hasattr(widget, "widgets"):
                for number, part in enumerate(widget.decompress(value) if value else ["", ""]):
                    data[f"{form.add_prefix(name)}_{number}"] = part if part is not None else ""
            elif value is not None and value is not False:
                data[form.add_prefix(name)] = (
                    [getattr(v, "pk", v) for v in value]
                    if isinstance(value, (list, tuple)) or hasattr(value, "all")
                    else value
                )
    return data


def decided(response, **choices):
    """What the page of a conflict sends back: the form it keeps and a side for every clash, theirs unless said."""
    data = {"_theirs": response.context["now"]}
    for name, value in response.context["sent"]:
        data.setdefault(name, []).append(value)
    for each in response.context["conflicts"]:
        data[each["name"]] = choices.get(each["conflict"].name, "theirs")
    return data
