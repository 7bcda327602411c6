package differential;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.syntaxtree.*;
import org.camunda.feel.valuemapper.JavaCustomValueMapper;
import scala.jdk.javaapi.CollectionConverters;

/** Camunda's FEEL engine. */
public final class Main implements Engine {
    private final FeelEngineApi feel = FeelEngineBuilder.create().withCustomValueMapper(new Unpacked()).build();

    @Override
    public Object expression(String text) throws Exception {
        EvaluationResult result = feel.evaluateExpression(text, Map.<String, Object>of());
        if (result.isFailure()) {
            throw new Exception(result.failure().message());
        }
        return result.result();
    }

    @Override
    public Map<String, Object> decisions(String path, Map<String, Object> inputs) {
        throw new UnsupportedOperationException("an engine of expressions");
    }

    @Override
    public Object plain(Object value) {
        if (value instanceof ValNull$) {
            return null;
        }
        if (value instanceof ValNumber) {
            return ((ValNumber) value).value().bigDecimal();
        }
        if (value instanceof ValBoolean) {
            return ((ValBoolean) value).value();
        }
        if (value instanceof ValString) {
            return ((ValString) value).value();
        }
        if (value instanceof ValDate) {
            return ((ValDate) value).value();
        }
        if (value instanceof ValLocalTime) {
            return ((ValLocalTime) value).value();
        }
        if (value instanceof ValTime) {
            ZonedTime time = ((ValTime) value).value();
            return new Wire.Written(
                    Wire.kind("time", time.time() + (time.hasTimeZone() ? "@" + time.zone().get() : "" + time.offset())));
        }
        if (value instanceof ValLocalDateTime) {
            return ((ValLocalDateTime) value).value();
        }
        if (value instanceof ValDateTime) {
            return ((ValDateTime) value).value();
        }
        if (value instanceof ValYearMonthDuration) {
            return ((ValYearMonthDuration) value).value();
        }
        if (value instanceof ValDayTimeDuration) {
            return ((ValDayTimeDuration) value).value();
        }
        if (value instanceof ValList) {
            return CollectionConverters.asJava(((ValList) value).itemsAsSeq());
        }
        if (value instanceof ValContext) {
            return new LinkedHashMap<>(
                    CollectionConverters.asJava(((ValContext) value).context().variableProvider().getVariables()));
        }
        if (value instanceof ValRange) {
            RangeBoundary start = ((ValRange) value).start();
            RangeBoundary end = ((ValRange) value).end();
            List<Object> parts = new ArrayList<>();
            parts.add(start.isClosed() ? "[" : "(");
            parts.add(Wire.write(start.value(), this));
            parts.add(Wire.write(end.value(), this));
            parts.add(end.isClosed() ? "]" : ")");
            return new Wire.Written(Map.of("range", parts));
        }
        if (value instanceof ValFunction) {
            return new Wire.Written(Map.of("function", ""));
        }
        return value;
    }

    /** Keeps the engine's own values: what it gives to Java otherwise are doubles. */
    private static final class Unpacked extends JavaCustomValueMapper {
        @Override
        public Optional<Val> toValue(Object value, Function<Object, Val> inner) {
            return Optional.empty();
        }

        @Override
        public Optional<Object> unpackValue(Val value, Function<Val, Object> inner) {
            return Optional.of(value);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Lines.serve(new Main());
    }
}
