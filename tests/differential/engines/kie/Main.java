package differential;

import java.time.Period;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kie.dmn.api.core.DMNContext;
import org.kie.dmn.api.core.DMNDecisionResult;
import org.kie.dmn.api.core.DMNModel;
import org.kie.dmn.api.core.DMNRuntime;
import org.kie.dmn.core.compiler.RuntimeTypeCheckOption;
import org.kie.dmn.core.internal.utils.DMNRuntimeBuilder;
import org.kie.dmn.feel.FEEL;
import org.kie.dmn.feel.lang.types.impl.ComparablePeriod;
import org.kie.dmn.feel.runtime.FEELFunction;
import org.kie.dmn.feel.runtime.Range;
import org.kie.internal.io.ResourceFactory;

/** The DMN engine of Drools. */
public final class Main implements Engine {
    private final FEEL feel = FEEL.newInstance(Main.class.getClassLoader(), List.of());
    private final Models<DMNRuntime> models = new Models<>(Main::read);

    @Override
    public Object expression(String text) {
        return feel.evaluate(text);
    }

    @Override
    public Map<String, Object> decisions(String path, Map<String, Object> inputs) throws Exception {
        DMNRuntime runtime = models.at(path);
        DMNModel model = runtime.getModels().get(0);
        DMNContext context = runtime.newContext();
        inputs.forEach(context::set);
        Map<String, Object> values = new LinkedHashMap<>();
        for (DMNDecisionResult one : runtime.evaluateAll(model, context).getDecisionResults()) {
            boolean there = one.getEvaluationStatus() == DMNDecisionResult.DecisionEvaluationStatus.SUCCEEDED;
            values.put(one.getDecisionName(), there ? one.getResult() : new Exception(String.valueOf(one.getMessages())));
        }
        return values;
    }

    private static DMNRuntime read(String path) {
        return DMNRuntimeBuilder.fromDefaults()
                .setOption(new RuntimeTypeCheckOption(true)) // off by default, which lets any value into any type
                .buildConfiguration()
                .fromResources(List.of(ResourceFactory.newFileResource(path)))
                .getOrElseThrow(problem -> new IllegalArgumentException(problem.getMessage(), problem));
    }

    @Override
    public Object plain(Object value) {
        if (value instanceof ComparablePeriod) {
            return Period.ofMonths((int) ((ComparablePeriod) value).asPeriod().toTotalMonths());
        }
        if (value instanceof Range) {
            Range range = (Range) value;
            List<Object> parts = new ArrayList<>();
            parts.add(range.getLowBoundary() == Range.RangeBoundary.CLOSED ? "[" : "(");
            parts.add(Wire.write(range.getLowEndPoint(), this));
            parts.add(Wire.write(range.getHighEndPoint(), this));
            parts.add(range.getHighBoundary() == Range.RangeBoundary.CLOSED ? "]" : ")");
            return new Wire.Written(Map.of("range", parts));
        }
        if (value instanceof FEELFunction) {
            return new Wire.Written(Map.of("function", ""));
        }
        if (value instanceof TemporalAccessor
                && ((TemporalAccessor) value).query(TemporalQueries.localDate()) == null
                && ((TemporalAccessor) value).query(TemporalQueries.localTime()) != null
                && ((TemporalAccessor) value).query(TemporalQueries.zone()) != null) {
            LocalTime time = ((TemporalAccessor) value).query(TemporalQueries.localTime());
            java.time.ZoneId zone = ((TemporalAccessor) value).query(TemporalQueries.zone());
            return new Wire.Written(Wire.kind("time", time + (zone instanceof java.time.ZoneOffset ? "" : "@") + zone));
        }
        return value;
    }

    public static void main(String[] arguments) throws Exception {
        Lines.serve(new Main());
    }
}
