package differential;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of FEEL as JSON: null, booleans, texts and lists stand for themselves, all else is {"kind": ...}. */
public final class Wire {
    public static Object read(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(read(item)));
            return items;
        }
        Map.Entry<String, JsonNode> only = node.fields().next();
        String text = only.getValue().asText();
        switch (only.getKey()) {
            case "number":
                return new BigDecimal(text);
            case "date":
                return LocalDate.parse(text);
            case "time":
                return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)") ? OffsetTime.parse(text) : LocalTime.parse(text);
            case "date and time":
                return text.matches(".*T.*(Z|[+-]\\d\\d:\\d\\d|\\])") ? ZonedDateTime.parse(text) : LocalDateTime.parse(text);
            case "days and time duration":
                return Duration.parse(text);
            case "years and months duration":
                return Period.parse(text);
            case "context":
                Map<String, Object> entries = new LinkedHashMap<>();
                only.getValue().fields().forEachRemaining(one -> entries.put(one.getKey(), read(one.getValue())));
                return entries;
            default:
                throw new IllegalArgumentException("no kind of value: " + only.getKey());
        }
    }

    public static Object write(Object given, Engine engine) {
        Object value = engine.plain(given);
        if (value == null || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Written) {
            return ((Written) value).json;
        }
        if (value instanceof BigDecimal) {
            return kind("number", value);
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return kind("number", Double.isFinite(number) ? new BigDecimal(Double.toString(number)) : number);
        }
        if (value instanceof BigInteger || value instanceof Number) {
            return kind("number", value);
        }
        if (value instanceof LocalDate) {
            return kind("date", unsigned(value));
        }
        if (value instanceof LocalTime || value instanceof OffsetTime) {
            return kind("time", value);
        }
        if (value instanceof LocalDateTime || value instanceof OffsetDateTime) {
            return kind("date and time", unsigned(value));
        }
        if (value instanceof ZonedDateTime) {
            ZonedDateTime moment = (ZonedDateTime) value;
            String zone = (moment.getZone() instanceof ZoneOffset ? "" : "@") + moment.getZone().getId();
            return kind("date and time", unsigned(moment.toLocalDateTime()) + zone);
        }
        if (value instanceof Duration) {
            Duration duration = (Duration) value;
            return kind("days and time duration", (duration.isNegative() ? "-" : "") + duration.abs());
        }
        if (value instanceof Period) {
            long months = ((Period) value).toTotalMonths();
            return kind("years and months duration", (months < 0 ? "-P" : "P") + Math.abs(months) + "M");
        }
        if (value instanceof Collection) {
            List<Object> items = new ArrayList<>();
            ((Collection<?>) value).forEach(item -> items.add(write(item, engine)));
            return items;
        }
        if (value instanceof Map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((name, entry) -> entries.put(String.valueOf(name), write(entry, engine)));
            return Map.of("context", entries);
        }
        return kind("other", value);
    }

    /** Java writes a plus before a year of five digits. */
    private static String unsigned(Object date) {
        return date.toString().replaceFirst("^\\+", "");
    }

    /** A value whose text is already that of FEEL. */
    public static Map<String, Object> kind(String kind, Object value) {
        return Map.of(kind, value instanceof BigDecimal ? ((BigDecimal) value).toString() : String.valueOf(value));
    }

    /** A value that an engine's `plain` writes itself. */
    public static final class Written {
        final Object json;

        public Written(Object json) {
            this.json = json;
        }
    }

    private Wire() {}
}
